import type { ApiObjectMetadataDefinition } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ResourceOf } from '../model/read';
import { API_VERSION, customResource, declarationOf, metadataOf, patchFindings } from './custom-resource';
import type { Mesh } from './mesh';
import type { Part } from './declarations';
import { DeclarationTree } from './tree';

interface Policy<K extends 'MeshPassthrough' | 'MeshTrafficPermission'> {
  readonly kind: K;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec: () => object;
  readonly part: (resource: ResourceOf<K> & { readonly mesh: string }) => Part;
}

/** Declares a policy of a mesh. Gives its metadata. */
export function declarePolicy<K extends 'MeshPassthrough' | 'MeshTrafficPermission'>(
  construct: Construct & { readonly mesh: Mesh; readonly name: string },
  { kind, labels, spec, part }: Policy<K>,
): ApiObjectMetadataDefinition {
  const { mesh, name } = construct;
  const head = {
    kind,
    name,
    namespace: mesh.systemNamespace,
    labels: { 'kuma.io/origin': 'zone', ...labels, 'kuma.io/mesh': mesh.name },
  };
  const resource = mesh._isForKuma ? customResource(construct, { ...head, spec }) : undefined;
  const metadata = resource?.metadata ?? metadataOf(construct, head);
  const document = () => ({ apiVersion: API_VERSION, kind, metadata: metadata.declared(), spec: spec() });
  DeclarationTree.of(construct).declare({
    construct,
    mesh,
    part: () => part({ ...declarationOf(construct, document(), kind), mesh: mesh._key }),
    emitted: () => (resource === undefined ? [] : patchFindings(construct, resource, spec(), mesh._kumaVersion)),
  });
  return metadata;
}
