import {
  displayNameInUniversal,
  localZone,
  mustacheInDataplane,
  namespaceInUniversal,
  zoneInUniversal,
} from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Declared, HostnameGenerator, Ir, Mesh, Proxy } from '../../ir/ir';
import { toYaml } from '../../yaml';
import type { Artifact, Backend } from '../backend';
import { forControlPlane } from '../delivered';
import { isLabelValue } from '../label-value';
import { checkOutboundNames } from '../outbound-names';
import { type Part, nameIn, partsOf } from '../originals';
import { resourceFile, zonalFiles } from '../resource-files';
import {
  dataplane,
  hostnameGenerator,
  meshExternalService,
  meshPassthrough,
  meshResource,
  trafficPermission,
  zoneEgress,
} from './resources';
import { runScript } from './run-script';

/** `universal/<mesh>.yaml` for `kumactl apply`, and for each Dataplane a file and a script that runs `kuma-dp` with it. */
export const universal: Backend = {
  name: 'universal',
  check: (all) => checkResources(forControlPlane(all)),
  emit: (all) => {
    const ir = forControlPlane(all);
    return [
      ...partsOf(ir.meshes).flatMap(filesOf),
      ...zonalFiles(ir.generators, (suffix) => `universal/HostnameGenerators${suffix}.yaml`, hostnameGenerator),
      ...zonalFiles(ir.zoneEgresses, (suffix) => `universal/ZoneEgresses${suffix}.yaml`, zoneEgress),
    ];
  },
};

const checkResources = (ir: Ir): Diagnostic[] => [
  ...ir.meshes.flatMap((mesh) => [
    ...(mesh.resource === undefined ? [] : checkDisplayName(mesh.resource)),
    ...[...mesh.services.map((one) => one.original ?? one), ...mesh.passthroughs, ...mesh.trafficPermissions].flatMap(
      checkDisplayName,
    ),
    ...mesh.proxies.flatMap(checkMustache),
    ...checkOutboundNames(mesh, mesh.proxies, 'universal', (service) => nameIn(service, 'universal')),
  ]),
  ...ir.meshes.flatMap(({ services, passthroughs, trafficPermissions, proxies, zone }) =>
    [...services, ...passthroughs, ...trafficPermissions, ...proxies].flatMap((one) => checkZone(one, zone)),
  ),
  ...ir.generators.flatMap((one) => [
    ...checkDisplayName(one),
    ...checkGenerator(one),
    ...(one.zoneLabel === undefined ? [] : checkZone(one, one.zoneLabel)),
  ]),
  ...ir.zoneEgresses.flatMap((one) => [...checkDisplayName(one), ...checkZone(one, one.zone)]),
];

const filesOf = (part: Part): Artifact[] => [
  ...resourceFile(`universal/${part.key}.yaml`, () => resourcesOf(part)),
  ...part.proxies.flatMap((proxy) => proxyFiles(proxy, part.mesh)),
];

function* resourcesOf({ mesh, resource, services, passthroughs, trafficPermissions }: Part): Generator<unknown> {
  if (resource !== undefined) yield meshResource(resource);
  for (const service of services) yield meshExternalService(service, mesh);
  for (const one of passthroughs) yield meshPassthrough(one, mesh);
  for (const one of trafficPermissions) yield trafficPermission(one, mesh);
}

const proxyFiles = (proxy: Proxy, mesh: Mesh): Artifact[] => [
  {
    path: `universal/${mesh.key}/${proxy.name}.yaml`,
    pieces: () => [toYaml(dataplane(proxy, mesh))],
  },
  { path: `universal/${mesh.key}/${proxy.name}.sh`, pieces: () => [runScript(proxy, mesh)] },
];

/**
 * The webhook of Kubernetes compares it only where the zone is part of a larger deployment. What was declared in Universal,
 * where no namespace is added to a name, Kuma has judged.
 */
function checkZone({ origin, labels, name, coreName }: Declared, zone: string): Diagnostic[] {
  const label = labels['kuma.io/zone'] ?? zone;
  const isJudged = coreName === name || labels['kuma.io/origin'] === 'global';
  if (isJudged || label === zone) return [];
  return [zoneInUniversal({ ...origin, field: 'labels["kuma.io/zone"]' }, label, zone)];
}

/** On Kubernetes it is an annotation, which holds any text; in Universal it is a label. */
const checkDisplayName = ({ origin, name, displayName }: Declared): Diagnostic[] =>
  displayName === name || isLabelValue(displayName) ? [] : [displayNameInUniversal(origin, displayName)];

/** What a host makes of a generator otherwise than a cluster does. */
function checkGenerator({ origin, dnsZone = '', namespaceField }: HostnameGenerator): Diagnostic[] {
  return [
    ...(dnsZone.endsWith('.local') ? [localZone(origin, dnsZone)] : []),
    ...(namespaceField === undefined ? [] : [namespaceInUniversal({ ...origin, field: namespaceField })]),
  ];
}

/** kuma-dp renders the file of a Dataplane as a mustache template before it reads it. */
function checkMustache(proxy: Proxy): Diagnostic[] {
  const found: Diagnostic[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && value.includes('{{')) found.push(mustacheInDataplane(proxy.origin, value));
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null)
      Object.entries(value).forEach(([key, one]) => (walk(key), walk(one)));
  };
  walk([proxy.spec, proxy.labels]);
  return found;
}
