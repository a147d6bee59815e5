import { vipsNotCaptured } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Mesh } from '../../ir/ir';
import type { Artifact, Backend } from '../backend';
import { hostMeshes } from '../delivered';
import { snippet } from './cluster';
import { type NameServer, corefile } from './corefile';
import { zonePieces } from './zone';

/** `coredns/<mesh>/Corefile` and its zones, and `coredns/<mesh>/cluster/Corefile` for the name server of a cluster. */
export const coredns: Backend = {
  name: 'coredns',
  check: (ir) => hostMeshes(ir).flatMap(checkCaptured),
  emit: (ir) => [
    ...hostMeshes(ir)
      .filter((mesh) => mesh.zones.length > 0)
      .flatMap((mesh) =>
        nameServerFiles(onHost(mesh)).map(({ path, pieces }) => ({ path: `coredns/${mesh.key}/${path}`, pieces })),
      ),
    ...ir.meshes.flatMap(clusterFiles),
  ],
};

const onHost = ({ zones, nameServers, delivery }: Mesh): NameServer => ({
  zones,
  nameServers,
  ...(delivery.units === undefined ? {} : { address: delivery.units.nameServerAddress }),
});

/** The files of one name server, as they stand in its folder. */
export const nameServerFiles = (server: NameServer): Artifact[] => [
  { path: 'Corefile', pieces: () => [corefile(server)] },
  ...server.zones.map((zone) => ({ path: `${zone.name}.zone`, pieces: () => zonePieces(zone) })),
];

function clusterFiles({ key, gateway }: Mesh): Artifact[] {
  const text = gateway === undefined ? undefined : snippet(gateway);
  return text === undefined ? [] : [{ path: `coredns/${key}/cluster/Corefile`, pieces: () => [text] }];
}

/** Names that nobody listens behind. */
function checkCaptured({ origin, services, proxies, zones }: Mesh): Diagnostic[] {
  const isNamed = services.some(({ hostnames, vips }) => hostnames.length > 0 && vips.length > 0);
  const listens = proxies.some(({ capture }) => capture !== 'ports');
  return isNamed && !listens ? [vipsNotCaptured(origin, zones.length > 0)] : [];
}
