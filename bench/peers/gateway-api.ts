import { toYamlDocuments } from '../../test/yaml-text';

const ROUTE = 'gateway.networking.k8s.io/v1';
const metadata = (name: string) => ({ name, namespace: 'default' });

/** As many backends outside of a cluster, each with a route that names its host, as the bench has services. */
export const gatewayApi = (size: number): string =>
  toYamlDocuments([
    {
      apiVersion: ROUTE,
      kind: 'GatewayClass',
      metadata: { name: 'eg' },
      spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
    },
    {
      apiVersion: ROUTE,
      kind: 'Gateway',
      metadata: metadata('eg'),
      spec: { gatewayClassName: 'eg', listeners: [{ name: 'http', protocol: 'HTTP', port: 80 }] },
    },
    ...Array.from({ length: size }, (_, i) => pair(`service-${String(i).padStart(6, '0')}`)).flat(),
  ]);

const pair = (name: string) => [
  {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'Backend',
    metadata: metadata(name),
    spec: { endpoints: [{ fqdn: { hostname: `${name}.example.com`, port: 443 } }] },
  },
  {
    apiVersion: ROUTE,
    kind: 'HTTPRoute',
    metadata: metadata(name),
    spec: {
      parentRefs: [{ name: 'eg' }],
      hostnames: [`${name}.mesh.internal`],
      rules: [{ backendRefs: [{ group: 'gateway.envoyproxy.io', kind: 'Backend', name, port: 443 }] }],
    },
  },
];
