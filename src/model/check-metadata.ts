import { kubernetesNameInvalid, meshNameInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { kuma } from '../diagnostics/kuma';
import { entry } from './field-path';
import { dns1035Errors, isCommonLabel, labelErrors, labelValueErrors, qualifiedNameErrors } from './kubernetes-names';
import { LABEL } from './metadata';
import { type KumaVersion, type MeshDeclaration, type Resource, at } from './model';
import { RFC_1123_SUBDOMAIN, meshNameProblem, nameProblem } from './names';

/** Kuma's rules for what stands beside the body: name, mesh, labels, namespace. */

/** What a resource is judged in. */
export interface Surroundings {
  readonly release: KumaVersion;
  /** The zones of the meshes that it may be in; none when no mesh is known. */
  readonly zones: readonly string[];
  readonly systemNamespaces: readonly string[];
  /** The name of its mesh; none for what belongs to no mesh. */
  readonly mesh?: string;
}

/** What Kuma and the API server say before they come to the body, or after it in Universal; both in their order. */
export function checkMetadata(resource: Resource<unknown>, around: Surroundings): Diagnostic[] {
  const name = checkName(resource);
  const mesh = checkMeshName(resource, around);
  const origin = checkOrigin(resource);
  const words = checkLabelWords(resource, around);
  if (resource.form === 'kubernetes')
    return [
      ...checkNamespace(resource, around),
      ...name,
      ...words,
      ...checkAnnotations(resource, around.release),
      ...mesh,
      ...origin,
    ];
  return [
    ...origin,
    ...checkPlacement(resource, around),
    ...words,
    ...name,
    ...mesh,
    ...checkWorkload(resource, around),
  ];
}

function checkName(resource: Resource<unknown>): Diagnostic[] {
  const { name, violations } = resource;
  if (violations.some(({ field, problem }) => field === 'name' && problem === 'decode')) return [];
  const problem = nameProblem(name);
  return problem === undefined ? [] : [kuma(problem.code, at(resource, 'name'), problem.message, name)];
}

/** In a construct tree its Mesh says it, once for all that is in it. */
function checkMeshName(resource: Resource<unknown>, { mesh, release }: Surroundings): Diagnostic[] {
  const missing = resource.violations.find((one) => one.problem === 'mesh' && (one.release ?? release) === release);
  if (missing !== undefined) return [kuma('mesh-empty', at(resource, 'mesh'), 'cannot be empty', missing.found)];
  if (mesh === undefined || mesh === '' || resource.place.construct !== undefined) return [];
  const problem = meshNameProblem(mesh);
  return problem === undefined ? [] : [kuma(problem.code, at(resource, 'mesh'), problem.message, mesh)];
}

function checkOrigin(resource: Resource<unknown>): Diagnostic[] {
  const origin = resource.labels[LABEL.origin];
  if (origin === undefined || origin === '' || origin === 'zone' || origin === 'global') return [];
  const place = at(resource, entry('labels', LABEL.origin));
  return [kuma('origin-label', place, `unknown resource origin "${origin}"`, origin)];
}

/** Only Universal compares labels with where the resource is, and only for what was not made elsewhere. */
function checkPlacement(resource: Resource<unknown>, { release, zones, mesh }: Surroundings): Diagnostic[] {
  const { labels } = resource;
  if (labels[LABEL.origin] === 'global') return [];
  const zone = labels[LABEL.zone];
  const other = zone === undefined ? undefined : zones.find((one) => one !== zone);
  const wrongZone =
    other === undefined
      ? []
      : [
          kuma(
            'zone-label',
            at(resource, entry('labels', LABEL.zone)),
            `${LABEL.zone} label should have ${other} value`,
            zone,
          ),
        ];
  const meshLabel = labels[LABEL.mesh];
  if (release === '2.8' || meshLabel === undefined || meshLabel === (mesh ?? '')) return wrongZone;
  const message = `${LABEL.mesh} label must not differ from mesh set on resource`;
  return [...wrongZone, kuma('mesh-label', at(resource, entry('labels', LABEL.mesh)), message, meshLabel)];
}

const byBytes = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Kubernetes' rules, which Kuma's own API has as well. The display name of a Kubernetes resource is no label. */
function checkLabelWords(resource: Resource<unknown>, { release, mesh }: Surroundings): Diagnostic[] {
  // Since 2.14 a Dataplane of Kubernetes is given the label of its mesh, whose name may be what no label can hold.
  const isNamed = release !== '2.8' && resource.form === 'kubernetes' && resource.place.kind === 'Dataplane';
  const labels = isNamed && mesh !== undefined ? { ...resource.labels, [LABEL.mesh]: mesh } : resource.labels;
  const keys = Object.keys(labels);
  if (keys.every((key) => isCommonLabel(key, labels[key]))) return [];
  return Object.entries(labels)
    .sort(byBytes)
    .flatMap(([key, value]) => {
      const errors = [
        ...qualifiedNameErrors(key, release).map((message) => [message, key] as const),
        ...labelValueErrors(value, release).map((message) => [message, value] as const),
      ];
      return errors.map(([message, found]) =>
        kuma('label-invalid', at(resource, entry('labels', key)), message, found),
      );
    });
}

function checkAnnotations(resource: Resource<unknown>, release: KumaVersion): Diagnostic[] {
  return Object.entries(resource.annotations)
    .sort(byBytes)
    .flatMap(([key]) =>
      qualifiedNameErrors(key.toLowerCase(), release).map((message) =>
        kuma('annotation-key', at(resource, entry('annotations', key)), message, key),
      ),
    );
}

/** Since 2.14 a Dataplane may name the workload that it belongs to. */
function checkWorkload(resource: Resource<unknown>, { release }: Surroundings): Diagnostic[] {
  const workload = resource.labels[LABEL.workload];
  if (release === '2.8' || !workload || resource.place.kind !== 'Dataplane') return [];
  const errors = dns1035Errors(workload);
  if (errors.length === 0) return [];
  const rule = 'must be a valid DNS-1035 label (at most 63 characters, matching regex [a-z]([-a-z0-9]*[a-z0-9])?)';
  const place = at(resource, entry('labels', LABEL.workload));
  return [kuma('workload-label', place, `${rule}: ${errors.join('; ')}`, workload)];
}

/** On Kubernetes services and generators stand in the control plane's own namespace (the admission webhook). */
function checkNamespace(resource: Resource<unknown>, { systemNamespaces }: Surroundings): Diagnostic[] {
  const { namespace, place } = resource;
  if (namespace === undefined || namespace === '') return [];
  if (place.kind === 'Mesh')
    return [kuma('namespace', at(resource, 'namespace'), 'Forbidden: not allowed on this type', namespace)];
  if (place.kind !== 'MeshExternalService' && place.kind !== 'HostnameGenerator')
    return labelErrors(namespace).map((error) =>
      kuma('namespace', at(resource, 'namespace'), `Invalid value: ${JSON.stringify(namespace)}: ${error}`, namespace),
    );
  if (systemNamespaces.length === 0) return [];
  if (systemNamespaces.includes(namespace)) return [];
  const message = `resource type ${place.kind} can be created only in the system namespace:${systemNamespaces[0]}`;
  return [kuma('namespace', at(resource, 'namespace'), message, namespace)];
}

/** A mesh's name and zone name folders too, so they must not lead out of them. */
export function checkMesh({ place, name, zone, systemNamespace, resource }: MeshDeclaration): Diagnostic[] {
  const found: Diagnostic[] = [];
  const at = (field: string): Place => ({ ...place, field });
  const problem = meshNameProblem(name);
  if (problem === undefined && !/[0-9a-z]/.test(name)) found.push(meshNameInvalid(at('mesh'), 'mesh', name, FOLDER));
  else if (problem !== undefined && place.construct !== undefined && resource === undefined)
    found.push(kuma(problem.code, at('mesh'), problem.message, name));
  found.push(...checkZoneName(at('zone'), zone));
  const namespace = labelErrors(systemNamespace);
  if (namespace.length > 0)
    found.push(kubernetesNameInvalid(at('systemNamespace'), JSON.stringify(systemNamespace), namespace.join(', ')));
  return found;
}

/** Of a mesh, and of an egress. */
export function checkZoneName(place: Place, zone: string): Diagnostic[] {
  if (!RFC_1123_SUBDOMAIN.test(zone)) return [meshNameInvalid(place, 'zone', zone, FOLDER)];
  if (zone.length <= LONGEST_LABEL) return [];
  return [meshNameInvalid(place, 'zone', zone, `Kuma takes at most ${LONGEST_LABEL} characters`)];
}

const FOLDER = 'it names a folder of the output';
const LONGEST_LABEL = 63;
