import type { MeshDeclaration, MeshExternalServiceResource, Resource } from './model';

export const LABEL = {
  mesh: 'kuma.io/mesh',
  origin: 'kuma.io/origin',
  zone: 'kuma.io/zone',
  displayName: 'kuma.io/display-name',
  namespace: 'k8s.kuma.io/namespace',
  /** Since 2.14: where the service was created. */
  environment: 'kuma.io/env',
  workload: 'kuma.io/workload',
} as const;

/** What stands beside the body of a resource. */
export type Named = Pick<Resource<unknown>, 'form' | 'name' | 'namespace' | 'annotations' | 'labels'>;

/** `<name>.<namespace>` in Kubernetes, the name itself in Universal (Kuma's pkg/plugins/resources/k8s). */
export const coreName = ({ form, name, namespace = '' }: Named): string =>
  form === 'kubernetes' ? `${name}.${namespace}` : name;

/**
 * The name that people know the resource by: an annotation in Kubernetes, a label in Universal, else its name
 * (Kuma's pkg/core/resources/model/resource.go).
 */
export const displayName = ({ form, name, annotations, labels }: Named): string =>
  (form === 'kubernetes' ? annotations[LABEL.displayName] : labels[LABEL.displayName]) ?? name;

/** Whether it belongs to the global control plane, and so to every zone. */
export const isGlobal = ({ labels }: Pick<Named, 'labels'>): boolean => labels[LABEL.origin] === 'global';

/** The labels of a service as the control plane of its zone completes them on creation. */
export function computedLabels(
  service: MeshExternalServiceResource,
  mesh: MeshDeclaration,
): Readonly<Record<string, string>> {
  const { form, labels, namespace = '' } = service;
  const isElsewhere = isGlobal(service);
  const isLater = mesh.kumaVersion !== '2.8';
  const computed: Record<string, string> = { ...labels };
  computed[LABEL.origin] ??= 'zone';
  if (!isElsewhere) computed[LABEL.zone] ??= mesh.zone;
  if (!isElsewhere && isLater) computed[LABEL.environment] ??= form;
  if (form === 'universal') {
    if (isLater) computed[LABEL.mesh] ??= mesh.name;
    return computed;
  }
  if (!isElsewhere || !isLater) computed[LABEL.namespace] ??= namespace;
  computed[LABEL.mesh] = mesh.name;
  computed[LABEL.displayName] = displayName(service);
  return computed;
}
