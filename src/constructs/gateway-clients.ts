import {
  Namespaces,
  NetworkPolicy,
  NetworkPolicyIpBlock,
  NetworkPolicyPort,
  type NetworkPolicyRule,
  NetworkPolicyTrafficDefault,
  Pods,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Gateway } from '../ir/ir';
import { ipFamily } from '../model/ip';
import { GATEWAY_PORTS } from '../model/lock';
import { KUBE_SYSTEM } from './cluster-dns';
import { GATEWAY, GATEWAY_LABELS } from './gateway-pods';

/** The label of cluster DNS, which it has kept since it was kube-dns. */
const CLUSTER_DNS = { 'k8s-app': 'kube-dns' };

/**
 * Lets the pods of a namespace out of the cluster through the gateway alone. Its name tells the gateway, as others may let them
 * through as well: policies add up.
 */
export function isolate(
  scope: Construct,
  { namespace: home }: Gateway,
  namespace: string,
  ranges: readonly string[],
): void {
  const place = new Construct(scope, `Isolated-${namespace}`);
  new NetworkPolicy(place, 'NetworkPolicy', {
    metadata: { name: `${GATEWAY}-${home}`, namespace, labels: GATEWAY_LABELS },
    egress: {
      default: NetworkPolicyTrafficDefault.DENY,
      rules: [
        podsIn(new Construct(place, 'Dns'), KUBE_SYSTEM, CLUSTER_DNS, [
          NetworkPolicyPort.udp(53),
          NetworkPolicyPort.tcp(53),
        ]),
        podsIn(new Construct(place, 'Gateway'), home, GATEWAY_LABELS, [
          NetworkPolicyPort.tcpRange(GATEWAY_PORTS.first, GATEWAY_PORTS.last),
        ]),
        ...ranges.map((cidr) => ({ peer: block(place, cidr) })),
      ],
    },
  });
}

const podsIn = (
  place: Construct,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  ports: NetworkPolicyPort[],
): NetworkPolicyRule => {
  const namespaces = Namespaces.select(place, 'Namespaces', { names: [namespace] });
  return { peer: Pods.select(place, 'Pods', { labels: { ...labels }, namespaces }), ports };
};

const block = (place: Construct, cidr: string): NetworkPolicyIpBlock => {
  const id = cidr.replace('/', '-');
  const isV6 = ipFamily(cidr.split('/')[0]) === 6;
  return isV6 ? NetworkPolicyIpBlock.ipv6(place, id, cidr) : NetworkPolicyIpBlock.ipv4(place, id, cidr);
};
