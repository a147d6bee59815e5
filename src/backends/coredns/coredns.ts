import { vipsNotCaptured } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Mesh } from '../../ir/ir';
import type { Backend } from '../backend';
import { hostMeshes } from '../delivered';
import { corefile } from './corefile';
import { zoneFile } from './zone';

/** `coredns/<mesh>/Corefile` and its zones. */
export const coredns: Backend = {
  name: 'coredns',
  check: (ir) => hostMeshes(ir).flatMap(checkCaptured),
  emit: (ir) =>
    hostMeshes(ir)
      .filter((mesh) => mesh.zones.length > 0)
      .flatMap((mesh) => [
        { path: `coredns/${mesh.key}/Corefile`, text: corefile(mesh) },
        ...mesh.zones.map((zone) => ({ path: `coredns/${mesh.key}/${zone.name}.zone`, text: zoneFile(zone) })),
      ]),
};

/** Names that nobody listens behind. */
function checkCaptured({ origin, services, proxies, zones }: Mesh): Diagnostic[] {
  const isNamed = services.some(({ hostnames, vips }) => hostnames.length > 0 && vips.length > 0);
  const listens = proxies.some(({ capture }) => capture !== 'ports');
  return isNamed && !listens ? [vipsNotCaptured(origin, zones.length > 0)] : [];
}
