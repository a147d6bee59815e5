import { execFileSync } from 'node:child_process';
import { tool } from '../../tools';
import { ip } from '../lab';
import type { Manifest, Port, Rule } from './manifests';

/** A node and its pods, each in a network namespace of its own; the node's is the one that this runs in. */

export type Pods = Readonly<Record<string, string>>;

/** Addresses by the name of the pod, which is its namespace's too. */
export function addPods(pods: Pods): void {
  execFileSync('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
  Object.entries(pods).forEach(([name, address], i) => {
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
export function proxyServices(manifests: readonly Manifest[], podOf: (selector: string) => string): void {
  const rules = manifests
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ spec: { clusterIP, ports, selector } }) =>
      ports.map(({ port, protocol, targetPort }) => {
        const pod = podOf(Object.values(selector).join());
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

const ports = (all: readonly Port[] = []): string[] =>
  all.map(
    ({ protocol, port, endPort }) =>
      `${protocol.toLowerCase()} dport ${port}${endPort === undefined ? '' : `-${endPort}`}`,
  );

const withPeers = (peers: readonly string[] | undefined, rule: Rule): string[] =>
  ports(rule.ports).flatMap((port) => (peers ?? ['']).map((peer) => `${peer} ${port} accept`));

/** What a network plugin makes of the policies of one pod; `namespaceOf` tells the namespace of each pod. */
export function applyPolicy({ spec }: Manifest, pod: string, pods: Pods, namespaceOf: (pod: string) => string): void {
  const come = (spec.ingress ?? []).flatMap((rule) =>
    withPeers(
      rule.from?.flatMap(({ namespaceSelector }) => {
        const named = namespaceSelector?.matchExpressions?.flatMap(({ values }) => values);
        return Object.keys(pods)
          .filter((one) => named === undefined || named.includes(namespaceOf(one)))
          .map((one) => `ip saddr ${pods[one]}`);
      }),
      rule,
    ),
  );
  const go = (spec.egress ?? []).flatMap((rule) =>
    withPeers(
      rule.to?.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [`ip daddr ${ipBlock.cidr}`])),
      rule,
    ),
  );
  load(`table ip policies {
    chain come { ${come.join('\n')}
      drop
    }
    chain go { ${go.join('\n')}
      drop
    }
    chain judge {
      ct state established,related accept
      ip daddr ${pod} goto come
      ip saddr ${pod} goto go
    }
    chain through { type filter hook forward priority filter; jump judge; }
    chain to-node { type filter hook input priority filter; jump judge; }
  }`);
}
