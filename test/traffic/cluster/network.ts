import { execFileSync } from 'node:child_process';
import { tool } from '../../tools';
import { ip } from '../lab';
import type { Manifest, Peer, Port, Selector, ServiceManifest } from './manifests';

/** A node and its pods, each in a network namespace of its own; the node's is the one that this runs in. */

export interface Pod {
  readonly address: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}
/** By the names of their network namespaces. */
export type Pods = Readonly<Record<string, Pod>>;

export function addPods(pods: Pods): void {
  execFileSync('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
  Object.entries(pods).forEach(([name, { address }], i) => {
    const inside = (...args: readonly string[]): void => ip('-n', name, ...args);
    ip('netns', 'add', name);
    ip('link', 'add', `pod${i}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    ip('addr', 'add', `169.254.1.${i + 1}/32`, 'dev', `pod${i}`);
    ip('link', 'set', `pod${i}`, 'up');
    ip('route', 'add', `${address}/32`, 'dev', `pod${i}`);
    inside('link', 'set', 'lo', 'up');
    inside('addr', 'add', `${address}/32`, 'dev', 'eth0');
    inside('link', 'set', 'eth0', 'up');
    inside('route', 'add', `169.254.1.${i + 1}/32`, 'dev', 'eth0');
    inside('route', 'add', 'default', 'via', `169.254.1.${i + 1}`, 'dev', 'eth0');
  });
  // What the node itself sends to a Service needs a way until it is led elsewhere.
  ip('route', 'add', '10.96.0.0/12', 'dev', 'pod0', 'src', '169.254.1.1');
}

const load = (rules: string): void => void execFileSync(tool('nft'), ['-f', '-'], { input: rules });

/** The part of kube-proxy: what is sent to the ClusterIP and port of a Service goes to a pod that its selector selects. */
export function proxyServices(manifests: readonly ServiceManifest[], pods: Pods): void {
  const rules = manifests
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ metadata: { namespace }, spec: { clusterIP, ports, selector } }) =>
      ports.map(({ port, protocol, targetPort }) => {
        const [pod] = addressesOf({ podSelector: { matchLabels: selector } }, namespace, pods);
        return `ip daddr ${clusterIP} ${protocol.toLowerCase()} dport ${port} dnat to ${pod}:${targetPort}`;
      }),
    )
    .join('\n');
  load(`table ip services {
    chain ways { ${rules}
    }
    chain come { type nat hook prerouting priority dstnat; jump ways; }
    chain own { type nat hook output priority -100; jump ways; }
  }`);
}

/** What a network plugin makes of all policies. They add up for a pod; one that none selects is left alone. */
export function applyPolicies(manifests: readonly Manifest[], pods: Pods): void {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  for (const [name, pod] of Object.entries(pods)) {
    const own = policies.filter(
      (one) => one.metadata.namespace === pod.namespace && isChosen(one.spec.podSelector, pod),
    );
    if (own.length > 0) load(tableOf(name, pod, own, pods));
  }
}

function tableOf(name: string, { address }: Pod, policies: readonly Manifest[], pods: Pods): string {
  const isolates = (way: string): boolean => policies.some(({ spec }) => spec.policyTypes?.includes(way));
  const come = policies.flatMap(({ spec, metadata }) =>
    (spec.ingress ?? []).flatMap((rule) => accepted('saddr', rule.from, rule.ports, metadata.namespace, pods)),
  );
  const go = policies.flatMap(({ spec, metadata }) =>
    (spec.egress ?? []).flatMap((rule) => accepted('daddr', rule.to, rule.ports, metadata.namespace, pods)),
  );
  const chain = (way: string, rules: readonly string[]): string =>
    isolates(way) ? [...rules, 'drop'].join('\n') : 'accept';
  return `table ip policies_${name} {
    chain come { ${chain('Ingress', come)}
    }
    chain go { ${chain('Egress', go)}
    }
    chain judge {
      ct state established,related accept
      ip daddr ${address} goto come
      ip saddr ${address} goto go
    }
    chain through { type filter hook forward priority filter; jump judge; }
    chain to-node { type filter hook input priority filter; jump judge; }
  }`;
}

/** Without peers whoever it may be, without ports all of them. */
function accepted(
  side: 'saddr' | 'daddr',
  peers: readonly Peer[] | undefined,
  ports: readonly Port[] = [],
  home: string,
  pods: Pods,
): string[] {
  const ways = peers?.flatMap((peer) => addressesOf(peer, home, pods)).map((one) => `ip ${side} ${one}`) ?? [''];
  const doors = ports.map(
    ({ protocol, port, endPort }) =>
      `${protocol.toLowerCase()} dport ${port}${endPort === undefined ? '' : `-${endPort}`}`,
  );
  return ways.flatMap((way) => (doors.length === 0 ? [''] : doors).map((door) => `${way} ${door} accept`));
}

function addressesOf({ ipBlock, namespaceSelector, podSelector = {} }: Peer, home: string, pods: Pods): string[] {
  if (ipBlock !== undefined) return [ipBlock.cidr];
  const isHere = ({ namespace }: Pod): boolean =>
    namespaceSelector === undefined
      ? namespace === home
      : isChosen(namespaceSelector, { labels: { 'kubernetes.io/metadata.name': namespace } });
  return Object.values(pods).flatMap((pod) => (isHere(pod) && isChosen(podSelector, pod) ? [pod.address] : []));
}

const isChosen = ({ matchLabels = {}, matchExpressions = [] }: Selector, { labels }: Pick<Pod, 'labels'>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => {
    if (operator !== 'In') throw new Error(`operator ${operator} is not known`);
    return values.includes(labels[key]);
  });
