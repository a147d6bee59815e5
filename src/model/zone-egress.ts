import type { Diagnostic } from '../diagnostics/diagnostic';
import { type KumaCode, kuma } from '../diagnostics/kuma';
import { bodyField, checkAddress, isOnLoopback } from './dataplane';
import { member } from './field-path';
import { type Resource, at } from './model';

/** ZoneEgress, as Kuma's api/mesh/v1alpha1/zoneegress.proto has it; its rules are in docs/mesh.md. */
export interface ZoneEgressSpec {
  /** The zone that it serves. A control plane says that itself. */
  readonly zone?: string;
  readonly networking?: {
    /** Where it listens. */
    readonly address?: string;
    readonly port?: number;
    readonly admin?: { readonly port?: number };
  };
}

/** The rules of Kuma's mesh/zone_egress_validator.go, in its order. */
export function checkZoneEgress(egress: Resource<ZoneEgressSpec>): Diagnostic[] {
  const field = member(bodyField(egress), 'networking');
  const found: Diagnostic[] = [];
  const say = (code: KumaCode, path: string, message: string, value: unknown): void =>
    void found.push(kuma(code, at(egress, path), message, value));
  const { address = '', port = 0, admin } = egress.spec.networking ?? {};
  if (admin !== undefined && (admin.port ?? 0) === port && isOnLoopback(address))
    say('egress-admin-port', `${field}.admin.port`, 'must differ from port', admin.port);
  if (address !== '') checkAddress(address, `${field}.address.address`, say); // Kuma names the field twice
  if (port === 0 || port > 65535) say('egress-port', `${field}.port`, 'port must be in the range [1, 65535]', port);
  return found;
}
