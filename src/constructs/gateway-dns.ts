import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Gateway } from '../ir/ir';
import { DNS, DNS_LABELS, type DnsFiles, dnsContainer, dnsPorts, dnsVolume } from './cluster-dns';
import { staticAddresses } from './gateway-services';
import { hardened, hardenedPod, spread } from './pod-security';

/** A name server of our own for a mesh: its pods, its Service, and who comes to it. */
export function addNameServer(scope: Construct, gateway: Gateway, { configMaps }: DnsFiles): void {
  const { namespace, names } = gateway;
  const metadata = { name: DNS, namespace, labels: DNS_LABELS };
  new k8s.KubeDeployment(scope, 'DnsDeployment', { metadata, spec: deployment(gateway, dnsVolume(configMaps)) });
  new k8s.KubeService(scope, 'DnsService', {
    metadata,
    spec: { type: 'ClusterIP', ...staticAddresses([names.address ?? '']), selector: DNS_LABELS, ports: dnsPorts },
  });
  new k8s.KubePodDisruptionBudget(scope, 'DnsPodDisruptionBudget', {
    metadata,
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: DNS_LABELS } },
  });
  new k8s.KubeNetworkPolicy(scope, 'DnsNetworkPolicy', {
    metadata,
    spec: {
      podSelector: { matchLabels: DNS_LABELS },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: dnsPorts.map(({ protocol, targetPort }) => ({ port: targetPort, protocol })) }],
      egress: [],
    },
  });
}

const deployment = ({ images }: Gateway, volume: k8s.Volume): k8s.DeploymentSpec => ({
  replicas: 2,
  selector: { matchLabels: DNS_LABELS },
  template: {
    metadata: { labels: DNS_LABELS },
    spec: {
      ...hardenedPod,
      dnsPolicy: 'Default', // it asks nobody
      topologySpreadConstraints: spread(DNS_LABELS),
      containers: [
        {
          ...dnsContainer,
          image: images.nameServer ?? '',
          // The image's program carries this capability, and does not start where nobody could have it.
          securityContext: { ...hardened, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
        },
      ],
      volumes: [volume],
    },
  },
});
