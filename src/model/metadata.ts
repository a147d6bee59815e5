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
  const zone = { [LABEL.zone]: mesh.zone, ...(isLater ? { [LABEL.environment]: form } : {}) };
  const own = isElsewhere ? {} : zone;
  if (form === 'universal')
    return { [LABEL.origin]: 'zone', ...own, ...(isLater ? { [LABEL.mesh]: mesh.name } : {}), ...labels };
  return {
    [LABEL.origin]: 'zone',
    ...own,
    ...(isLater && isElsewhere ? {} : { [LABEL.namespace]: namespace }),
    ...labels,
    [LABEL.mesh]: mesh.name,
    [LABEL.displayName]: displayName(service),
  };
}
