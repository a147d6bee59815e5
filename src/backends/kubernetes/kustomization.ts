import { toYaml } from '../../yaml';
import type { Ir } from '../../ir/ir';
import type { Artifact } from '../backend';
import { forControlPlane } from '../delivered';
import { GLOBAL, partsOf } from '../originals';

/**
 * What `kubectl apply -k`, Flux and Argo CD build: the manifests of a tree, and nothing else of it. It stands beside their
 * folder, since inside it would be taken for a manifest. It is for one cluster: there is none where manifests are for several
 * zones, or where those for the global control plane are not told apart.
 */
export function kustomization(all: readonly string[], ir: Ir): Artifact[] {
  const manifests = all.filter((path) => !path.includes(GLOBAL));
  const zones = new Set(ir.meshes.map(({ zone }) => zone));
  const isMixed =
    manifests.length === all.length && partsOf(forControlPlane(ir).meshes).some(({ key }) => key.includes(GLOBAL));
  if (manifests.length === 0 || zones.size > 1 || isMixed) return [];
  const resources = [...manifests].sort();
  const text = toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
  return [{ path: 'kustomization.yaml', pieces: () => [text] }];
}
