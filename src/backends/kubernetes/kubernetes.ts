import { kubernetesNameInvalid, kubernetesNameShared, localZoneInCluster } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Declared, HostnameGenerator, Ir, Mesh, Service } from '../../ir/ir';
import type { Backend } from '../backend';
import { forControlPlane } from '../delivered';
import { isLabelValue } from '../label-value';
import { checkOutboundNames } from '../outbound-names';
import { GLOBAL, type Part, nameIn, partsOf } from '../originals';
import { resourceFile, zonalFiles } from '../resource-files';
import {
  dataplane,
  hostnameGenerator,
  meshExternalService,
  meshPassthrough,
  meshResource,
  trafficPermission,
  zoneEgress,
} from './custom-resources';

const CORE_NAME_LIMIT = 63; // Kuma 2.8 counts `<name>.<namespace>`

/** `kubernetes/<mesh>.k8s.yaml`, and the generators beside them. */
export const kubernetes: Backend = {
  name: 'kubernetes',
  check: (all, targets = ['universal']) => checkResources(forControlPlane(all), targets),
  emit: (all) => {
    const ir = forControlPlane(all);
    return [
      ...partsOf(ir.meshes).flatMap((part) => resourceFile(`kubernetes/${part.key}.k8s.yaml`, () => resourcesOf(part))),
      ...zonalFiles(ir.generators, (suffix) => `kubernetes/HostnameGenerators${suffix}.k8s.yaml`, hostnameGenerator),
      ...zonalFiles(ir.zoneEgresses, (suffix) => `kubernetes/ZoneEgresses${suffix}.k8s.yaml`, zoneEgress),
    ];
  },
};

const checkResources = (ir: Ir, targets: readonly string[]): Diagnostic[] => [
  ...ir.meshes.flatMap((mesh) => [...checkMeshName(mesh), ...mesh.services.flatMap((one) => checkName(one, mesh))]),
  ...checkShared(ir),
  ...ir.meshes.flatMap((mesh) => {
    const written = mesh.proxies.filter((proxy) => proxy.onKubernetes);
    return checkOutboundNames(
      mesh,
      written,
      'kubernetes',
      (one) => `${nameIn(one, 'kubernetes')}.${mesh.systemNamespace}`,
    );
  }),
  ...(targets.includes('universal') ? [] : ir.generators.flatMap(checkZone)), // else a warning of that output says it
];

/** The mesh itself before what is in it, which Kuma refuses without it; then sorted by kind and name. */
function* resourcesOf(part: Part): Generator<unknown> {
  const { mesh, resource, proxies, services, passthroughs, trafficPermissions } = part;
  if (resource !== undefined) yield meshResource(resource);
  for (const proxy of proxies) if (proxy.onKubernetes) yield dataplane(proxy, mesh);
  for (const service of services) yield meshExternalService(service, mesh);
  for (const one of passthroughs) yield meshPassthrough(one, mesh);
  for (const one of trafficPermissions) yield trafficPermission(one, mesh);
}

const checkZone = ({ origin, dnsZone = '' }: HostnameGenerator): Diagnostic[] =>
  dnsZone.endsWith('.local') ? [localZoneInCluster(origin, dnsZone)] : [];

/** In Universal a mesh may be called `.5`; on Kubernetes its name stands in a label. */
function checkMeshName({ origin, name, resource, ...mesh }: Mesh): Diagnostic[] {
  if (!/[0-9a-z]/.test(name)) return []; // what names nothing is refused anyway
  const refused = (why: string): Diagnostic[] => [kubernetesNameInvalid({ ...origin, field: 'mesh' }, name, why)];
  const inMesh = mesh.services.length + mesh.passthroughs.length + mesh.trafficPermissions.length;
  if (inMesh > 0 && !isLabelValue(name)) return refused('it cannot be the value of the label kuma.io/mesh');
  return resource === undefined || SUBDOMAIN.test(name) ? [] : refused('it is no lower-case DNS name (RFC 1123)');
}

/** Kuma has judged the name in the form it was declared in; on Kubernetes 2.8 counts the namespace as well. */
function checkName(service: Service, mesh: Mesh): Diagnostic[] {
  const { origin, coreName, original } = service;
  const name = original?.name ?? service.name;
  const core = `${nameIn(service, 'kubernetes')}.${mesh.systemNamespace}`;
  if (mesh.kumaVersion !== '2.8' || core === coreName || Buffer.byteLength(core) <= CORE_NAME_LIMIT) return [];
  return [
    kubernetesNameInvalid({ ...origin, field: 'name' }, name, `${core} has more than ${CORE_NAME_LIMIT} characters`),
  ];
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Two meshes of one control plane have one namespace, and a name in it is one object of its kind, whatever its mesh. */
function checkShared({ meshes }: Ir): Diagnostic[] {
  const owners = new Map<string, { readonly one: Declared; readonly mesh: Mesh }>();
  return meshes.flatMap((mesh) =>
    [...mesh.services, ...mesh.passthroughs, ...mesh.trafficPermissions].flatMap((one) => {
      const namespace = ('namespace' in one ? one.namespace : undefined) ?? mesh.systemNamespace;
      const { name } = ('original' in one ? one.original : undefined) ?? one;
      const store = one.labels['kuma.io/origin'] === 'global' ? GLOBAL : mesh.zone;
      const key = `${one.origin.kind} ${store} ${namespace} ${name}`;
      const owner = owners.get(key) ?? { one, mesh };
      owners.set(key, owner);
      if (owner.mesh.name === mesh.name) return [];
      return [kubernetesNameShared({ ...one.origin, field: 'name' }, name, owner.one.origin)];
    }),
  );
}
