import { ApiObject, JsonPatch } from 'cdk8s';
import { DnsPolicy, k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { STUB_FOLDER } from '../backends/coredns/cluster';
import type { Gateway } from '../ir/ir';
import { DNS, DNS_LABELS, DNS_PORTS, type DnsFiles, dnsContainer, dnsVolume } from './cluster-dns';
import { addService } from './gateway-services';
import { POD, addDeployment, hardenedCoredns } from './hardened-pods';

/** A name server of our own for a mesh: its pods, its Service, and who comes to it. */
export function addNameServer(scope: Construct, gateway: Gateway, files: DnsFiles): void {
  const { namespace, names } = gateway;
  const metadata = { name: DNS, namespace, labels: DNS_LABELS };
  addPods(scope, gateway, files, metadata);
  addService(scope, 'DnsService', [names.address ?? ''], {
    metadata,
    ports: DNS_PORTS.map(({ name, protocol, number }) => ({ name, protocol, port: 53, targetPort: number })),
  });
  // Two generated classes: cdk8s-plus-28 has none of its own for the first, and no rule for whoever it may be in the other.
  new k8s.KubePodDisruptionBudget(scope, 'DnsPodDisruptionBudget', {
    metadata,
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: DNS_LABELS } },
  });
  new k8s.KubeNetworkPolicy(scope, 'DnsNetworkPolicy', {
    metadata,
    spec: {
      podSelector: { matchLabels: DNS_LABELS },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { ports: DNS_PORTS.map(({ protocol, number }) => ({ port: k8s.IntOrString.fromNumber(number), protocol })) },
      ],
      egress: [],
    },
  });
}

function addPods(
  scope: Construct,
  { images }: Gateway,
  { configMaps }: DnsFiles,
  metadata: { readonly name: string; readonly namespace: string },
): void {
  const deployment = addDeployment(scope, 'DnsDeployment', DNS_LABELS, {
    metadata,
    replicas: 2,
    dns: { policy: DnsPolicy.DEFAULT }, // it asks nobody
    containers: [
      {
        ...dnsContainer,
        image: images.nameServer ?? '',
        securityContext: hardenedCoredns(images.nameServerHasFileCapability),
      },
    ],
  });
  ApiObject.of(deployment).addJsonPatch(
    JsonPatch.add(`${POD}/volumes`, [dnsVolume(configMaps)]),
    JsonPatch.add(`${POD}/containers/0/volumeMounts`, [{ name: 'config', mountPath: STUB_FOLDER, readOnly: true }]),
  );
}
