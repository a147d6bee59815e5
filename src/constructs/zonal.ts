import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { ResourceOf } from '../model/read';
import { API_VERSION, customResource, declarationOf, patchFindings } from './custom-resource';
import { meshAbove } from './mesh-above';
import type { Part } from './declarations';
import { DeclarationTree } from './tree';

interface Zonal<K extends 'HostnameGenerator' | 'ZoneEgress'> {
  readonly kind: K;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec: () => object;
  /** About what Kuma's resource has no place for. */
  readonly findings: readonly Diagnostic[];
  readonly part: (resource: ResourceOf<K>) => Part;
  /** Whether Kuma is to have it. Meshes may be declared later, so it is asked when everything is. */
  readonly isForControlPlane: () => boolean;
}

/** Declares what belongs to a zone and not to a mesh. Gives its custom resource. */
export function declareZonal<K extends 'HostnameGenerator' | 'ZoneEgress'>(
  construct: Construct & { readonly name: string },
  { kind, labels = {}, spec, findings, part, isForControlPlane }: Zonal<K>,
): ApiObject {
  const tree = DeclarationTree.of(construct);
  const resource = customResource(construct, {
    kind,
    name: construct.name,
    // Outside a Mesh it stands where the control plane of the meshes is, and those may be declared later.
    namespace: meshAbove(construct)?.systemNamespace ?? (Lazy.any({ produce: () => tree.systemNamespace() }) as string),
    labels,
    spec,
  });
  const document = () => ({
    apiVersion: API_VERSION,
    kind,
    metadata: resource.metadata.declared(),
    spec: spec(),
  });
  tree.declare({
    construct,
    withdraw: () => {
      if (isForControlPlane()) return;
      tree.read(construct, 'manifest', isForControlPlane); // a removed child cannot come back
      construct.node.tryRemoveChild('Resource');
    },
    part: () => part(declarationOf(construct, document(), kind)),
    emitted: () => [...findings, ...patchFindings(construct, resource, spec())],
  });
  return resource;
}
