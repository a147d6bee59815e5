import { kubernetesNameInvalid, localZoneInCluster } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Declared, HostnameGenerator, Mesh } from '../../ir/ir';
import type { Backend } from '../backend';
import { generatorFiles, resourceFile } from '../resource-files';
import { dataplane, hostnameGenerator, meshExternalService } from './custom-resources';

const CORE_NAME_LIMIT = 63; // Kuma 2.8 counts `<name>.<namespace>`

/** `kubernetes/<mesh>.k8s.yaml`, and the generators beside them. */
export const kubernetes: Backend = {
  name: 'kubernetes',
  check: (ir, targets = ['universal']) => [
    ...ir.meshes.flatMap((mesh) => mesh.services.flatMap((service) => checkName(service, mesh.systemNamespace))),
    ...(targets.includes('universal') ? [] : ir.generators.flatMap(checkZone)), // else a warning of that output says it
  ],
  emit: (ir) => [
    ...ir.meshes.flatMap((mesh) => resourceFile(`kubernetes/${mesh.key}.k8s.yaml`, meshResources(mesh))),
    ...generatorFiles(ir, (suffix) => `kubernetes/HostnameGenerators${suffix}.k8s.yaml`, hostnameGenerator),
  ],
};

/** Sorted by kind, then name. */
const meshResources = (mesh: Mesh): unknown[] => [
  ...mesh.proxies.filter((proxy) => proxy.onKubernetes).map((proxy) => dataplane(proxy, mesh)),
  ...mesh.services.map((service) => meshExternalService(service, mesh)),
];

const checkZone = ({ origin, dnsZone = '' }: HostnameGenerator): Diagnostic[] =>
  dnsZone.endsWith('.local') ? [localZoneInCluster(origin, dnsZone)] : [];

/** Kuma has judged the name in the form it was declared in; on Kubernetes the namespace counts as well. */
function checkName({ origin, name, coreName }: Declared, namespace: string): Diagnostic[] {
  const core = `${name}.${namespace}`;
  if (core === coreName || Buffer.byteLength(core) <= CORE_NAME_LIMIT) return [];
  return [
    kubernetesNameInvalid({ ...origin, field: 'name' }, name, `${core} has more than ${CORE_NAME_LIMIT} characters`),
  ];
}
