import type { HostnameGenerator } from '../ir/ir';
import { LABEL } from '../model/metadata';
import type { HostnameGeneratorResource, MeshDeclaration, Model } from '../model/model';
import { parseTemplate, reads } from '../model/template';
import { declared } from './declared';
import { deliveryOf } from './delivery';
import { byKey, inOneText } from './order';
import { zoneOf } from './zones';

/** Without those that repeat another word for word, as a construct leaves them that is used in several meshes. */
export function distinctGenerators(generators: readonly HostnameGeneratorResource[]): HostnameGeneratorResource[] {
  const first = new Map<string, HostnameGeneratorResource>();
  const key = (one: HostnameGeneratorResource, zone = one.zone): string =>
    JSON.stringify([one.name, zone, sayings(one)]);
  for (const one of generators) if (!first.has(key(one))) first.set(key(one), one);
  const inAllZones = (one: HostnameGeneratorResource): boolean =>
    one.zone !== undefined && first.has(JSON.stringify([one.name, null, sayings(one)]));
  return generators.filter((one) => first.get(key(one)) === one && !inAllZones(one));
}

const sayings = ({ labels, annotations, spec, dnsZone, namespace }: HostnameGeneratorResource): string =>
  inOneText({ labels, annotations, spec, dnsZone, namespace });

/** `naming`: those that give a hostname. */
export function generatorsOf(
  { generators, meshes, services }: Model,
  naming: ReadonlySet<HostnameGeneratorResource>,
): readonly HostnameGenerator[] {
  const zones = new Set(meshes.map((mesh) => mesh.zone));
  const [only] = zones.size === 1 ? zones : [];
  const isForControlPlane = controlPlanes(meshes);
  const onKubernetes = services.some(({ form }) => form === 'kubernetes');
  return [...generators].sort(byKey((one) => `${one.zone ?? ''} ${one.name}`)).map((one) => {
    const zoneLabel = one.zone ?? only;
    const dnsZone = naming.has(one) ? zoneOf(one) : undefined;
    const field = onKubernetes || one.form === 'kubernetes' ? namespaceField(one) : undefined;
    return {
      ...declared(one),
      ...(one.zone === undefined ? {} : { zone: one.zone }),
      ...(zoneLabel === undefined ? {} : { zoneLabel }),
      ...(dnsZone === undefined ? {} : { dnsZone }),
      forControlPlane: isForControlPlane(one.zone),
      ...(field === undefined ? {} : { namespaceField: field }),
      systemNamespace: one.namespace ?? meshes[0]?.systemNamespace ?? '',
    };
  });
}

/**
 * Whether a control plane is to have what acts on the meshes of a zone, or of all. Without any mesh it is still a resource that
 * somebody wrote.
 */
export function controlPlanes(meshes: readonly MeshDeclaration[]): (zone: string | undefined) => boolean {
  const zones = new Set(meshes.map(({ zone }) => zone));
  const served = new Set(meshes.filter((mesh) => deliveryOf(mesh).controlPlane).map(({ zone }) => zone));
  return (zone) => (zone === undefined ? zones.size === 0 || served.size > 0 : !zones.has(zone) || served.has(zone));
}

/** The field of a generator for external services that reads the namespace. */
function namespaceField({ spec }: HostnameGeneratorResource): string | undefined {
  const { matchLabels = {} } = spec.selector?.meshExternalService ?? {};
  if (Object.hasOwn(matchLabels, LABEL.namespace)) return 'spec.selector.meshExternalService.matchLabels';
  const parsed = parseTemplate(spec.template ?? '');
  if (spec.selector?.meshExternalService === undefined || parsed.kind !== 'ok') return undefined;
  const read = reads(parsed.template);
  return read.includes('.Namespace') || read.includes(`label "${LABEL.namespace}"`) ? 'spec.template' : undefined;
}
