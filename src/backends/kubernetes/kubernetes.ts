import { kubernetesNameInvalid } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Declared, Mesh } from '../../ir/ir';
import type { Backend } from '../backend';
import { generatorFiles, resourceFile } from '../resource-files';
import { dataplane, hostnameGenerator, meshExternalService } from './custom-resources';

const CORE_NAME_LIMIT = 63; // Kuma 2.8 counts `<name>.<namespace>`
const RFC_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** `kubernetes/<mesh>.k8s.yaml`, and the generators beside them. */
export const kubernetes: Backend = {
  name: 'kubernetes',
  check: (ir) =>
    ir.meshes.flatMap((mesh) => mesh.services.flatMap((service) => checkName(service, mesh.systemNamespace))),
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

function checkName(service: Declared, namespace: string): Diagnostic[] {
  const core = `${service.name}.${namespace}`;
  const place = { ...service.origin, field: 'name' };
  if (!RFC_1123_SUBDOMAIN.test(service.name))
    return [kubernetesNameInvalid(place, service.name, 'it is no lower-case RFC 1123 subdomain')];
  if (Buffer.byteLength(core) <= CORE_NAME_LIMIT) return [];
  return [kubernetesNameInvalid(place, service.name, `${core} has more than ${CORE_NAME_LIMIT} characters`)];
}
