import type { Mesh, Passthrough } from '../ir/ir';
import type { MeshDeclaration, MeshPassthroughResource, Model } from '../model/model';
import { declared } from './declared';
import { byKey } from './order';
import { ownMode } from './passthrough';

/** The policies of a mesh as resources, sorted. */
export function policiesOf(
  mesh: MeshDeclaration,
  { passthroughs, trafficPermissions }: Pick<Model, 'passthroughs' | 'trafficPermissions'>,
): Pick<Mesh, 'passthroughs' | 'trafficPermissions'> {
  const byName = byKey((one: { readonly name: string }) => one.name);
  return {
    passthroughs: passthroughs.map((one) => passthroughIn(one, mesh)).sort(byName),
    trafficPermissions: trafficPermissions.map((one) => ({ ...declared(one), ...namespaceOf(one) })).sort(byName),
  };
}

function passthroughIn(policy: MeshPassthroughResource, mesh: MeshDeclaration): Passthrough {
  const mode = ownMode(policy, mesh);
  return { ...declared(policy), ...(mode === undefined ? {} : { mode }), ...namespaceOf(policy) };
}

const namespaceOf = ({ namespace }: { readonly namespace?: string }): { readonly namespace?: string } =>
  namespace === undefined ? {} : { namespace };
