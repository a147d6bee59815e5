import { k8s } from 'cdk8s-plus-28';
import type { Gateway } from '../ir/ir';
import { ipFamily } from '../model/ip';
import { GATEWAY_PORTS } from '../model/lock';
import { GATEWAY, GATEWAY_LABELS } from './gateway-pods';

const { IntOrString } = k8s;

/** How many ranges one policy names: several policies of one pod add up, and no object may be too large. */
const MOST_RANGES = 5000;

/**
 * Who comes to a gateway, and where it goes. What is an IP address is named; a name can be any address, so all are open on its
 * ports. Of the generated class: a rule of cdk8s-plus-28's own has one peer, never none, and all ranges of addresses are to some
 * network plugins not the same as any address.
 */
export function networkPolicies(gateway: Gateway): k8s.KubeNetworkPolicyProps[] {
  const [first = [], ...others] = chunks(ranges(gateway));
  return [
    policy(gateway, GATEWAY, {
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ namespaceSelector: allowed(gateway) }], ports: [servicePorts] }],
      egress: [nameServers(gateway), ...byName(gateway), ...first],
    }),
    ...others.map((egress, i) => policy(gateway, `${GATEWAY}-${i + 1}`, { policyTypes: ['Egress'], egress })),
  ];
}

const policy = (
  { namespace }: Gateway,
  name: string,
  rules: Omit<k8s.NetworkPolicySpec, 'podSelector'>,
): k8s.KubeNetworkPolicyProps => ({
  metadata: { name, namespace, labels: GATEWAY_LABELS },
  spec: { podSelector: { matchLabels: GATEWAY_LABELS }, ...rules },
});

const tcp = (port: number): k8s.NetworkPolicyPort => ({ port: IntOrString.fromNumber(port), protocol: 'TCP' });

const servicePorts: k8s.NetworkPolicyPort = { ...tcp(GATEWAY_PORTS.first), endPort: GATEWAY_PORTS.last };

const allowed = ({ allowedNamespaces }: Gateway): k8s.LabelSelector =>
  allowedNamespaces === undefined
    ? {}
    : {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...allowedNamespaces] }],
      };

/** On 53, and where the mesh names others. */
function nameServers({ proxy }: Gateway): k8s.NetworkPolicyEgressRule {
  const own = proxy.nameServers.map((one) => Number(one.slice(one.lastIndexOf(':') + 1)));
  const ports = [...new Set([53, ...own])].sort((a, b) => a - b);
  return {
    ports: ports.flatMap((port) => [{ port: IntOrString.fromNumber(port), protocol: 'UDP' }, tcp(port)]),
  };
}

const endpoints = ({ entries }: Gateway): { readonly kind: string; readonly host: string; readonly port: number }[] =>
  entries.flatMap(({ service }) =>
    (service.upstream?.endpoints ?? []).flatMap(({ address }) => (address.kind === 'unix' ? [] : [address])),
  );

const namedPorts = (gateway: Gateway): number[] =>
  [...new Set(endpoints(gateway).flatMap(({ kind, port }) => (kind === 'dns' ? [port] : [])))].sort((a, b) => a - b);

function byName(gateway: Gateway): k8s.NetworkPolicyEgressRule[] {
  const ports = namedPorts(gateway);
  return ports.length === 0 ? [] : [{ ports: ports.map(tcp) }];
}

interface Range {
  readonly port: number;
  readonly cidr: string;
}

/** What no rule for names has opened already. */
function ranges(gateway: Gateway): Range[] {
  const open = new Set(namedPorts(gateway));
  const all = endpoints(gateway).flatMap(({ kind, host, port }): [string, Range][] =>
    kind === 'dns' || open.has(port)
      ? []
      : [[`${String(port).padStart(5, '0')} ${host}`, { port, cidr: `${host}/${ipFamily(host) === 6 ? 128 : 32}` }]],
  );
  return [...new Map(all.sort(([a], [b]) => (a < b ? -1 : 1))).values()];
}

/** Rules by port, for one policy each. */
function chunks(all: readonly Range[]): k8s.NetworkPolicyEgressRule[][] {
  const count = Math.ceil(all.length / MOST_RANGES);
  return Array.from({ length: count }, (_, i) => {
    const own = all.slice(i * MOST_RANGES, (i + 1) * MOST_RANGES);
    return [...new Set(own.map(({ port }) => port))].map((port) => ({
      to: own.filter((one) => one.port === port).map(({ cidr }) => ({ ipBlock: { cidr } })),
      ports: [tcp(port)],
    }));
  });
}
