import type { Diagnostic } from '../diagnostics/diagnostic';
import { meshNameInvalid } from '../diagnostics/catalog';
import { kuma } from '../diagnostics/kuma';
import { type MeshDeclaration, type MeshExternalServiceResource, type Resource, at } from './model';
import { entry } from './field-path';

export const LABEL = {
  mesh: 'kuma.io/mesh',
  origin: 'kuma.io/origin',
  zone: 'kuma.io/zone',
  displayName: 'kuma.io/display-name',
  namespace: 'k8s.kuma.io/namespace',
} as const;

type Named = Pick<Resource<unknown>, 'form' | 'name' | 'namespace' | 'annotations' | 'labels'>;

/** `<name>.<namespace>` in Kubernetes, the name itself in Universal (Kuma's pkg/plugins/resources/k8s). */
export const coreName = ({ form, name, namespace = '' }: Named): string =>
  form === 'kubernetes' ? `${name}.${namespace}` : name;

/**
 * The name that people know the resource by: an annotation in Kubernetes, a label in Universal, else its name
 * (Kuma's pkg/core/resources/model/resource.go).
 */
export const displayName = ({ form, name, annotations, labels }: Named): string =>
  (form === 'kubernetes' ? annotations[LABEL.displayName] : labels[LABEL.displayName]) ?? name;

/** The labels of a service as a zone control plane completes them (ComputeLabels in pkg/core/resources/model/resource.go). */
export function computedLabels(
  service: MeshExternalServiceResource,
  mesh: MeshDeclaration,
): Readonly<Record<string, string>> {
  const origin = service.labels[LABEL.origin] ?? 'zone';
  const common = { [LABEL.origin]: origin, ...(origin === 'global' ? {} : { [LABEL.zone]: mesh.zone }) };
  if (service.form === 'universal') return { ...common, ...service.labels };
  return {
    ...common,
    [LABEL.namespace]: service.namespace ?? '',
    ...service.labels,
    [LABEL.mesh]: mesh.name,
    [LABEL.displayName]: displayName(service),
  };
}

const RFC_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const BAD_NAME =
  "invalid characters. A lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

/** Kuma's rules for names and for the labels it owns (pkg/core/resources/apis/mesh/meta_validator.go). */
export function checkMetadata(resource: Resource<unknown>): Diagnostic[] {
  const { name, labels } = resource;
  const found: Diagnostic[] = [];
  if (name === '') found.push(kuma('name-empty', at(resource, 'name'), 'cannot be empty', name));
  else if (Buffer.byteLength(name) > 253)
    found.push(kuma('name-length', at(resource, 'name'), 'value length must less or equal 253', name));
  else if (!RFC_1123_SUBDOMAIN.test(name)) found.push(kuma('name-characters', at(resource, 'name'), BAD_NAME, name));
  const origin = labels[LABEL.origin];
  if (origin !== undefined && origin !== 'zone' && origin !== 'global') {
    found.push(
      kuma('origin-label', at(resource, entry('labels', LABEL.origin)), `unknown resource origin "${origin}"`, origin),
    );
  }
  return found;
}

/** The zone label, when given, names the zone that the resource is in. */
export function checkZoneLabel(resource: MeshExternalServiceResource, zone: string | undefined): Diagnostic[] {
  const label = resource.labels[LABEL.zone];
  if (label === undefined || label === zone || resource.labels[LABEL.origin] === 'global') return [];
  return [
    kuma(
      'zone-label',
      at(resource, entry('labels', LABEL.zone)),
      `${LABEL.zone} label should have ${zone} value`,
      label,
    ),
  ];
}

/** On Kubernetes these resources stand in the control plane's own namespace (the admission webhook). */
export function checkNamespace(resource: Resource<unknown>, system: readonly string[]): Diagnostic[] {
  if (resource.form === 'universal' || resource.namespace === undefined || system.includes(resource.namespace))
    return [];
  const message = `resource type ${resource.place.kind} can be created only in the system namespace:${system[0] ?? ''}`;
  return [kuma('namespace', at(resource, 'namespace'), message, resource.namespace)];
}

const MESH_NAME = /^[0-9a-z-_.]*$/;
const BAD_MESH_NAME =
  "invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_', '.' symbols.";

/** A mesh's name and zone name folders too, so they must not lead out of them. */
export function checkMesh({ place, name, zone }: MeshDeclaration): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (name === '') found.push(kuma('mesh-empty', { ...place, field: 'mesh' }, 'cannot be empty', name));
  else if (!MESH_NAME.test(name)) found.push(kuma('mesh-name', { ...place, field: 'mesh' }, BAD_MESH_NAME, name));
  else if (!/[0-9a-z]/.test(name)) found.push(meshNameInvalid({ ...place, field: 'mesh' }, 'mesh', name));
  if (!RFC_1123_SUBDOMAIN.test(zone)) found.push(meshNameInvalid({ ...place, field: 'zone' }, 'zone', zone));
  return found;
}
