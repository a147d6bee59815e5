import { execFileSync } from 'node:child_process';
import { isIPv6 } from 'node:net';
import { tool } from '../../tools';
import { ip } from '../lab';
import type { Manifest, Peer, Port, Selector, ServiceManifest } from './manifests';

/** A node and its pods, each in a network namespace of its own; the node's is the one that this runs in. */

export interface Pod {
  /** Of IPv4, and perhaps of IPv6. */
  readonly addresses: readonly string[];
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}
/** By the names of their network namespaces. */
export type Pods = Readonly<Record<string, Pod>>;

/** A word of nft for each family of addresses. */
const TABLES = ['ip', 'ip6'] as const;
type Table = (typeof TABLES)[number];
/** Of an address, or of a range. */
const tableOf = (address: string): Table => (isIPv6(address.split('/')[0]) ? 'ip6' : 'ip');

/** The node, as each pod sees it. */
const NODE = { ip: '169.254.1.1', ip6: 'fe80::1' };
const SERVICES = '10.96.0.0/12';
const DISTANT = { ip: '0.0.0.0/0', ip6: '::/0' };

export function addPods(pods: Pods): void {
  execFileSync('sysctl', ['-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  Object.entries(pods).forEach(([name, { addresses }], i) => {
    const link = `pod${i}`;
    ip('netns', 'add', name);
    ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    ip('link', 'set', link, 'up');
    ip('addr', 'add', NODE.ip, 'dev', link);
    ip('addr', 'add', NODE.ip6, 'dev', link, 'nodad');
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'link', 'set', 'eth0', 'up');
    for (const address of addresses) connect(name, link, address);
  });
  // What the node itself sends to a Service needs a way until it is led elsewhere.
  ip('route', 'add', SERVICES, 'dev', 'pod0', 'src', NODE.ip);
}

function connect(name: string, link: string, address: string): void {
  const table = tableOf(address);
  const [family, length, more] = table === 'ip6' ? ['-6', '128', ['nodad']] : ['-4', '32', []];
  const inside = (...args: readonly string[]): void => ip(family, '-n', name, ...args);
  ip(family, 'route', 'add', `${address}/${length}`, 'dev', link);
  inside('addr', 'add', `${address}/${length}`, 'dev', 'eth0', ...more);
  inside('route', 'add', `${NODE[table]}/${length}`, 'dev', 'eth0');
  inside('route', 'add', DISTANT[table], 'via', NODE[table], 'dev', 'eth0');
}

const load = (rules: string): void => void execFileSync(tool('nft'), ['-f', '-'], { input: rules });

const ofTable = (table: Table, addresses: readonly string[]): string[] =>
  addresses.filter((one) => tableOf(one) === table);

/** The part of kube-proxy: what is sent to a ClusterIP and port of a Service goes to a pod that its selector selects. */
export function proxyServices(manifests: readonly ServiceManifest[], pods: Pods): void {
  const services = manifests.filter(({ kind }) => kind === 'Service');
  for (const table of TABLES)
    load(`table ${table} services {
    chain ways { ${services.flatMap((one) => waysTo(table, one, pods)).join('\n')}
    }
    chain come { type nat hook prerouting priority dstnat; jump ways; }
    chain own { type nat hook output priority -100; jump ways; }
  }`);
}

function waysTo(table: Table, { metadata: { namespace }, spec }: ServiceManifest, pods: Pods): string[] {
  const chosen = addressesOf({ podSelector: { matchLabels: spec.selector } }, namespace, pods);
  const [pod] = ofTable(table, chosen).map((one) => (table === 'ip6' ? `[${one}]` : one));
  return ofTable(table, spec.clusterIPs).flatMap((address) =>
    spec.ports.map(
      ({ port, protocol, targetPort }) =>
        `${table} daddr ${address} ${protocol.toLowerCase()} dport ${port} dnat to ${pod}:${targetPort}`,
    ),
  );
}

/** What a network plugin makes of all policies. They add up for a pod; one that none selects is left alone. */
export function applyPolicies(manifests: readonly Manifest[], pods: Pods): void {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  for (const [name, pod] of Object.entries(pods)) {
    const own = policies.filter(
      (one) => one.metadata.namespace === pod.namespace && isChosen(one.spec.podSelector, pod),
    );
    if (own.length > 0) for (const table of TABLES) load(judging(table, name, pod, own, pods));
  }
}

function judging(table: Table, name: string, { addresses }: Pod, policies: readonly Manifest[], pods: Pods): string {
  const isolates = (way: string): boolean => policies.some(({ spec }) => spec.policyTypes?.includes(way));
  const come = policies.flatMap(({ spec, metadata }) =>
    (spec.ingress ?? []).flatMap((rule) => accepted(`${table} saddr`, rule.from, rule.ports, metadata.namespace, pods)),
  );
  const go = policies.flatMap(({ spec, metadata }) =>
    (spec.egress ?? []).flatMap((rule) => accepted(`${table} daddr`, rule.to, rule.ports, metadata.namespace, pods)),
  );
  const chain = (way: string, rules: readonly string[]): string =>
    isolates(way) ? [...rules, 'drop'].join('\n') : 'accept';
  const own = ofTable(table, addresses);
  return `table ${table} policies_${name} {
    chain come { ${chain('Ingress', come)}
    }
    chain go { ${chain('Egress', go)}
    }
    chain judge {
      ct state established,related accept
      meta l4proto ipv6-icmp accept
      ${own.map((one) => `${table} daddr ${one} goto come\n${table} saddr ${one} goto go`).join('\n')}
    }
    chain through { type filter hook forward priority filter; jump judge; }
    chain to-node { type filter hook input priority filter; jump judge; }
  }`;
}

/** Without peers whoever it may be, without ports all of them. */
function accepted(
  side: `${Table} ${'saddr' | 'daddr'}`,
  peers: readonly Peer[] | undefined,
  ports: readonly Port[] = [],
  home: string,
  pods: Pods,
): string[] {
  const isOfTable = (address: string): boolean => side.startsWith(`${tableOf(address)} `);
  const known = peers?.flatMap((peer) => addressesOf(peer, home, pods)).filter(isOfTable);
  const ways = known?.map((one) => `${side} ${one}`) ?? [''];
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
  return Object.values(pods).flatMap((pod) => (isHere(pod) && isChosen(podSelector, pod) ? pod.addresses : []));
}

const isChosen = ({ matchLabels = {}, matchExpressions = [] }: Selector, { labels }: Pick<Pod, 'labels'>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => {
    if (operator !== 'In') throw new Error(`operator ${operator} is not known`);
    return values.includes(labels[key]);
  });
