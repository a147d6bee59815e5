import { gatewayTwice } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Mesh } from '../../ir/ir';

/** What only one gateway of a cluster can have. A zone of a mesh is a cluster. */
export function checkGateways(meshes: readonly Mesh[]): Diagnostic[] {
  const owners = new Map<string, Mesh>();
  return meshes.flatMap((mesh) =>
    claims(mesh).flatMap(([what, hint]) => {
      const key = `${mesh.zone} ${what}`;
      const owner = owners.get(key) ?? mesh;
      owners.set(key, owner);
      return owner === mesh || mesh.gateway === undefined
        ? []
        : [gatewayTwice(mesh.gateway.origin, what, owner.name, hint)];
    }),
  );
}

/** Two owners of one zone, and the name server of a cluster does not start any more. */
function claims({ gateway }: Mesh): (readonly [what: string, hint: string])[] {
  if (gateway === undefined) return [];
  const { mode, zones, address } = gateway.names;
  return [
    [`the namespace ${gateway.namespace}`, 'Give each gateway a namespace of its own.'],
    ...zones.map(
      ({ name }) =>
        [`the DNS zone ${name}`, 'Give each mesh a generator with a zone, and a range, of its own.'] as const,
    ),
    ...(mode === 'custom' && zones.length > 0
      ? [['the ConfigMap kube-system/coredns-custom', 'Set dns.mode of one of them to stub.'] as const]
      : []),
    ...(mode === 'stub' && address !== undefined
      ? [[`the address ${address}`, 'Give each name server an address of its own.'] as const]
      : []),
  ];
}
