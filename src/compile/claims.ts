import { displayNameTwice } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { LABEL, displayName } from '../model/metadata';
import { type MeshDeclaration, type MeshExternalServiceResource, type Model, meshKey } from '../model/model';
import { byKey, groupBy, sortedBy } from './order';
import type { VipRange, VipRanges } from './vip-ranges';

/** One entitlement to a VIP. */
export interface Claim {
  /** `<mesh>/<display name>`, with `@global` for a service that comes from the global control plane. */
  readonly key: string;
  readonly ranges: readonly VipRange[];
  /** One for each zone: a service has the same VIP in all of them. */
  readonly services: readonly MeshExternalServiceResource[];
}

/** What the lock calls each service. */
export const lockKeys = (model: Model): ReadonlySet<string> => new Set(keyed(model).map(({ key }) => key));

/** Sorted by key, and not dependent on the order of declarations. */
export function claimsOf(model: Model, ranges: VipRanges): [readonly Claim[], Diagnostic[]] {
  const found: Diagnostic[] = [];
  const claims = [...groupBy(keyed(model), ({ key }) => key)].map(([key, all]): Claim => {
    const zones = all.length === 1 ? [all] : [...groupBy(all, ({ service }) => service.mesh).values()];
    for (const [{ service }, ...others] of zones) {
      // One name twice has a finding of its own.
      const clashing = others.filter((other) => other.service.name.toLowerCase() !== service.name.toLowerCase());
      found.push(...clashing.map((other) => displayNameTwice(other.service.place, key, service.place)));
    }
    return { key, ranges: ranges.get(all[0].mesh.name) ?? [], services: zones.map(([{ service }]) => service) };
  });
  return [claims.sort(byKey(({ key }) => key)), found];
}

interface Keyed {
  readonly key: string;
  readonly service: MeshExternalServiceResource;
  readonly mesh: MeshDeclaration;
}

function keyed({ meshes, services }: Model): Keyed[] {
  const byMesh = new Map(meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]));
  const all = services.flatMap((service) => {
    const mesh = byMesh.get(service.mesh);
    const origin = service.labels[LABEL.origin] === 'global' ? '@global' : '';
    return mesh === undefined ? [] : [{ key: `${mesh.name}/${displayName(service)}${origin}`, service, mesh }];
  });
  return sortedBy(all, ({ service }) => `${service.mesh} ${service.name}`);
}
