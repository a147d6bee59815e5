import { toYaml } from '../../yaml';
import type { Artifact } from '../backend';

/**
 * What `kubectl apply -k`, Flux and Argo CD build: the manifests of a tree, and nothing else of it. It stands beside their
 * folder, since inside it would be taken for a manifest.
 */
export function kustomization(manifests: readonly string[]): Artifact[] {
  if (manifests.length === 0) return [];
  const resources = [...manifests].sort();
  const text = toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
  return [{ path: 'kustomization.yaml', text }];
}
