import { k8s } from 'cdk8s-plus-28';
import { contentHash } from '../backends/content-hash';
import { secretNames } from '../backends/envoy/files';
import type { Gateway } from '../ir/ir';
import { CONFIG_DIR, type GatewayFiles, PIECES_DIR } from './gateway-files';
import { hardened, hardenedPod, spread } from './pod-security';

const { IntOrString, Quantity } = k8s;

/** The pods of a gateway, and how many of them there are. */

export const GATEWAY = 'meshext-gateway';
export const GATEWAY_LABELS = { 'app.kubernetes.io/name': GATEWAY };

export const deployment = ({ replicas, maxReplicas, namespace, ...gateway }: Gateway, files: GatewayFiles) => ({
  metadata: { name: GATEWAY, namespace, labels: GATEWAY_LABELS },
  spec: {
    ...(maxReplicas === undefined ? { replicas } : {}), // else the autoscaler's alone
    selector: { matchLabels: GATEWAY_LABELS },
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: IntOrString.fromNumber(0), maxSurge: IntOrString.fromNumber(1) },
    },
    template: {
      metadata: { labels: GATEWAY_LABELS, annotations: { 'meshext/config-hash': contentHash(files.startsFrom) } },
      spec: {
        ...hardenedPod,
        topologySpreadConstraints: spread(GATEWAY_LABELS),
        // Names of endpoints are whole names: the search list would only cost questions.
        dnsConfig: { options: [{ name: 'ndots', value: '1' }] },
        ...(files.assemble === undefined ? {} : { initContainers: [assembling(gateway, files.assemble)] }),
        containers: [envoy(gateway)],
        volumes: volumes(gateway, files),
      },
    },
  },
});

type Rest = Omit<Gateway, 'replicas' | 'maxReplicas' | 'namespace'>;

const envoy = ({ images, proxy, entries }: Rest): k8s.Container => {
  const port = IntOrString.fromNumber(proxy.ready?.port ?? 0);
  return {
    name: 'envoy',
    image: images.proxy,
    imagePullPolicy: 'IfNotPresent',
    args: ['-c', `${CONFIG_DIR}/bootstrap.json`, '--disable-hot-restart', '--concurrency', '2'],
    ports: [{ name: 'ready', containerPort: proxy.ready?.port ?? 0 }],
    startupProbe: { httpGet: { path: '/ready', port }, periodSeconds: 2, failureThreshold: 300 },
    readinessProbe: { httpGet: { path: '/ready', port }, periodSeconds: 5, failureThreshold: 2 },
    livenessProbe: { tcpSocket: { port }, periodSeconds: 10, failureThreshold: 6 },
    resources: {
      requests: { cpu: Quantity.fromString('100m'), memory: Quantity.fromString(`${memory(entries.length)}Mi`) },
      limits: { memory: Quantity.fromString(`${4 * memory(entries.length)}Mi`) },
    },
    securityContext: hardened,
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_DIR, readOnly: true },
      ...(secretNames(proxy).length === 0 ? [] : [{ name: 'secrets', mountPath: proxy.secretsDir, readOnly: true }]),
    ],
  };
};

/** In mebibytes. 64 and a tenth for each service, in powers of two, so that a service more seldom starts pods anew. */
function memory(services: number): number {
  let size = 128;
  while (size < 64 + services / 10) size *= 2;
  return size;
}

const assembling = ({ images }: Rest, command: string): k8s.Container => ({
  name: 'assemble',
  image: images.proxy,
  imagePullPolicy: 'IfNotPresent',
  command: ['sh', '-ec', command],
  resources: {
    requests: { cpu: Quantity.fromString('50m'), memory: Quantity.fromString('32Mi') },
    limits: { memory: Quantity.fromString('256Mi') },
  },
  securityContext: hardened,
  volumeMounts: [
    { name: 'pieces', mountPath: PIECES_DIR, readOnly: true },
    { name: 'config', mountPath: CONFIG_DIR },
  ],
});

const READ_ONLY = 0o440;

function volumes({ proxy }: Rest, { sources, assemble }: GatewayFiles): k8s.Volume[] {
  const projected = { defaultMode: READ_ONLY, sources: [...sources] };
  const secrets = secretNames(proxy).map((name) => ({
    secret: { name, items: [{ key: 'value', path: `${name}/value` }] },
  }));
  return [
    ...(assemble === undefined
      ? [{ name: 'config', projected }]
      : [
          { name: 'config', emptyDir: {} },
          { name: 'pieces', projected },
        ]),
    ...(secrets.length === 0 ? [] : [{ name: 'secrets', projected: { defaultMode: READ_ONLY, sources: secrets } }]),
  ];
}

/** One at a time may be taken away. */
export const disruptionBudget = ({ namespace }: Gateway): k8s.KubePodDisruptionBudgetProps => ({
  metadata: { name: GATEWAY, namespace, labels: GATEWAY_LABELS },
  spec: { maxUnavailable: IntOrString.fromNumber(1), selector: { matchLabels: GATEWAY_LABELS } },
});

export const autoscaler = (
  { namespace, replicas }: Gateway,
  maxReplicas: number,
): k8s.KubeHorizontalPodAutoscalerV2Props => ({
  metadata: { name: GATEWAY, namespace, labels: GATEWAY_LABELS },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: GATEWAY },
    minReplicas: replicas,
    maxReplicas,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
  },
});
