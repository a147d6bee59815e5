import type { Mesh, Passthrough } from '../ir/ir';
import { type MeshDeclaration, type MeshPassthroughResource, type Model, meshKey } from '../model/model';
import { declared } from './declared';
import { byKey } from './order';
import { ownMode } from './passthrough';

/** The policies of a mesh as resources, sorted. */
export function policiesOf(mesh: MeshDeclaration, model: Model): Pick<Mesh, 'passthroughs' | 'trafficPermissions'> {
  const isOwn = (one: { readonly mesh: string }): boolean => one.mesh === meshKey(mesh.name, mesh.zone);
  const byName = byKey((one: { readonly name: string }) => one.name);
  return {
    passthroughs: model.passthroughs
      .filter(isOwn)
      .map((one) => passthroughIn(one, mesh))
      .sort(byName),
    trafficPermissions: model.trafficPermissions
      .filter(isOwn)
      .map((one) => ({ ...declared(one), ...namespaceOf(one) }))
      .sort(byName),
  };
}

function passthroughIn(policy: MeshPassthroughResource, mesh: MeshDeclaration): Passthrough {
  const mode = ownMode(policy, mesh);
  return { ...declared(policy), ...(mode === undefined ? {} : { mode }), ...namespaceOf(policy) };
}

const namespaceOf = ({ namespace }: { readonly namespace?: string }): { readonly namespace?: string } =>
  namespace === undefined ? {} : { namespace };
