import { toYamlDocuments } from '../../test/yaml-text';
import { GENERATOR, benchDataplanes, benchServices, customResource } from './services';

/** The model of apps/mesh.ts as Kuma YAML. */
export function benchYaml(size: number): string {
  const services = benchServices(size);
  return toYamlDocuments([
    {
      apiVersion: 'kuma.io/v1alpha1',
      kind: 'HostnameGenerator',
      metadata: { name: 'example', namespace: 'kuma-system' },
      spec: GENERATOR,
    },
    ...benchDataplanes(size).map(({ name, networking, outbounds }) => ({
      type: 'Dataplane',
      mesh: 'default',
      name,
      networking: {
        ...networking,
        outbound: outbounds.map(({ port, service }) => ({
          port,
          backendRef: { kind: 'MeshExternalService', name: services[service].name },
        })),
      },
    })),
    ...services.map(customResource),
  ]);
}
