import { ApiObject, Duration, JsonPatch, Size } from 'cdk8s';
import {
  type ContainerProps,
  Cpu,
  type Deployment,
  DeploymentStrategy,
  HorizontalPodAutoscaler,
  ImagePullPolicy,
  Metric,
  MetricTarget,
  PercentOrAbsolute,
  Probe,
  k8s,
} from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { contentHash } from '../backends/content-hash';
import { secretNames } from '../backends/envoy/files';
import type { Gateway } from '../ir/ir';
import { type GatewayFiles, PIECES_DIR } from './gateway-files';
import { POD, addDeployment, hardened } from './hardened-pods';

/** The pods of a gateway, and how many of them there are. */

export const GATEWAY = 'meshext-gateway';
export const GATEWAY_LABELS = { 'app.kubernetes.io/name': GATEWAY };

const metadataOf = ({ namespace }: Gateway) => ({ name: GATEWAY, namespace, labels: GATEWAY_LABELS });

/** Its Deployment, and who decides how many pods may be added and taken away. */
export function addPods(scope: Construct, gateway: Gateway, files: GatewayFiles): void {
  const deployment = addDeployment(scope, 'Deployment', GATEWAY_LABELS, {
    metadata: metadataOf(gateway),
    replicas: gateway.maxReplicas === undefined ? gateway.replicas : undefined, // else the autoscaler's alone
    strategy: DeploymentStrategy.rollingUpdate({
      maxUnavailable: PercentOrAbsolute.absolute(0),
      maxSurge: PercentOrAbsolute.absolute(1),
    }),
    podMetadata: { annotations: { 'meshext/config-hash': contentHash(files.startsFrom) } },
    // Names of endpoints are whole names: the search list would only cost questions.
    dns: { options: [{ name: 'ndots', value: '1' }] },
    initContainers: files.assemble === undefined ? [] : [assembling(gateway, files.assemble)],
    containers: [envoy(gateway)],
  });
  ApiObject.of(deployment).addJsonPatch(...mounted(gateway, files));
  addDisruptionBudget(scope, gateway);
  if (gateway.maxReplicas !== undefined) addAutoscaler(scope, gateway, gateway.maxReplicas, deployment);
}

const envoy = ({ images, proxy, entries }: Gateway): ContainerProps => {
  const port = proxy.ready?.port ?? 0;
  const memory = memoryFor(entries.length);
  return {
    name: 'envoy',
    image: images.proxy,
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    args: ['-c', `${proxy.configDir}/bootstrap.json`, '--disable-hot-restart', '--concurrency', '2'],
    ports: [{ name: 'ready', number: port }],
    startup: Probe.fromHttpGet('/ready', { port, periodSeconds: Duration.seconds(2), failureThreshold: 300 }),
    readiness: Probe.fromHttpGet('/ready', { port, periodSeconds: Duration.seconds(5), failureThreshold: 2 }),
    liveness: Probe.fromTcpSocket({ port, periodSeconds: Duration.seconds(10), failureThreshold: 6 }),
    resources: {
      cpu: { request: Cpu.millis(100) },
      memory: { request: Size.mebibytes(memory), limit: Size.mebibytes(4 * memory) },
    },
    securityContext: hardened,
  };
};

/** In mebibytes. 64 and a tenth for each service, in powers of two, so that a service more seldom starts pods anew. */
function memoryFor(services: number): number {
  let size = 128;
  while (size < 64 + services / 10) size *= 2;
  return size;
}

const assembling = ({ images }: Gateway, command: string): ContainerProps => ({
  name: 'assemble',
  image: images.proxy,
  imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  command: ['sh', '-ec', command],
  resources: {
    cpu: { request: Cpu.millis(50) },
    memory: { request: Size.mebibytes(32), limit: Size.mebibytes(256) },
  },
  securityContext: hardened,
});

const READ_ONLY = 0o440;

/** Volumes of several objects, which cdk8s-plus-28 does not know, and where containers find them. */
function mounted({ proxy }: Gateway, { sources, assemble }: GatewayFiles): JsonPatch[] {
  const projected = (name: string, all: readonly k8s.VolumeProjection[]): object => ({
    name,
    projected: { defaultMode: READ_ONLY, sources: all },
  });
  const mount = (name: string, mountPath: string, readOnly?: true): object => ({ name, mountPath, readOnly });
  const secrets = secretNames(proxy).map((name) => ({
    secret: { name, items: [{ key: 'value', path: `${name}/value` }] },
  }));
  const hasSecrets = secrets.length > 0;
  const config =
    assemble === undefined
      ? [projected('config', sources)]
      : [{ name: 'config', emptyDir: {} }, projected('pieces', sources)];
  return [
    JsonPatch.add(`${POD}/volumes`, [...config, ...(hasSecrets ? [projected('secrets', secrets)] : [])]),
    JsonPatch.add(`${POD}/containers/0/volumeMounts`, [
      mount('config', proxy.configDir, true),
      ...(hasSecrets ? [mount('secrets', proxy.secretsDir, true)] : []),
    ]),
    ...(assemble === undefined
      ? []
      : [
          JsonPatch.add(`${POD}/initContainers/0/volumeMounts`, [
            mount('pieces', PIECES_DIR, true),
            mount('config', proxy.configDir),
          ]),
        ]),
  ];
}

/** One at a time may be taken away. cdk8s-plus-28 has no class for that but the generated one. */
const addDisruptionBudget = (scope: Construct, gateway: Gateway): k8s.KubePodDisruptionBudget =>
  new k8s.KubePodDisruptionBudget(scope, 'PodDisruptionBudget', {
    metadata: metadataOf(gateway),
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: GATEWAY_LABELS } },
  });

/** How fast pods come and go is left to Kubernetes, whose pace cdk8s-plus-28 would replace by one of its own. */
function addAutoscaler(scope: Construct, gateway: Gateway, maxReplicas: number, target: Deployment): void {
  const autoscaler = new HorizontalPodAutoscaler(scope, 'HorizontalPodAutoscaler', {
    metadata: metadataOf(gateway),
    target,
    minReplicas: gateway.replicas,
    maxReplicas,
    metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(70))],
  });
  ApiObject.of(autoscaler).addJsonPatch(JsonPatch.remove('/spec/behavior'));
}
