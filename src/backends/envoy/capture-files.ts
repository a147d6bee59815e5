import type { Egress, Proxy, Redirect } from '../../ir/ir';
import type { Artifact } from '../backend';

/** What the host has to be told so that connections come to the proxy. Each file can be applied again. */
export function captureFiles({ redirect, localRoutes }: Proxy, folder: string): Artifact[] {
  if (localRoutes.length > 0) return [{ path: `${folder}/route.sh`, pieces: () => [routes(localRoutes)] }];
  if (redirect === undefined) return [];
  const all = FAMILIES.flatMap((family) => {
    const rules = rulesOf(redirect, family);
    return rules.length === 0 ? [] : [{ family, rules }];
  });
  const head = redirect.egress === undefined ? VIPS_ONLY : everything(redirect.egress);
  const tables = all.flatMap(({ family, rules }) => nft(family.table, rules));
  return [
    { path: `${folder}/capture.nft`, pieces: () => [`${head}${NFT_HEAD}\n${tables.join('\n')}`] },
    ...all.map(({ family: { tool }, rules }) => ({
      path: `${folder}/capture.${tool}`,
      pieces: () => [iptables(tool, head, rules)],
    })),
  ];
}

interface Family {
  readonly version: 4 | 6;
  readonly table: 'ip' | 'ip6';
  readonly tool: 'iptables' | 'ip6tables';
}

const FAMILIES: readonly Family[] = [
  { version: 4, table: 'ip', tool: 'iptables' },
  { version: 6, table: 'ip6', tool: 'ip6tables' },
];

/** What is done with connections of one kind; the first rule that fits decides. */
interface Rule {
  readonly nft: string;
  readonly iptables: string;
}

function rulesOf({ port, ranges, egress }: Redirect, { version, table }: Family): Rule[] {
  const vips = ranges
    .filter((range) => isV6(range) === (version === 6))
    .map((range) => ({
      nft: `${table} daddr ${range} meta l4proto tcp redirect to :${port}`,
      iptables: `-d ${range} -p tcp -j REDIRECT --to-ports ${port}`,
    }));
  if (egress === undefined || !egress.families.includes(version)) return vips;
  return [
    ...vips,
    // Before all others, or Envoy would be sent back to itself.
    { nft: `meta skuid ${egress.exemptUser} return`, iptables: `-m owner --uid-owner ${egress.exemptUser} -j RETURN` },
    { nft: 'fib daddr type local return', iptables: '-m addrtype --dst-type LOCAL -j RETURN' },
    {
      nft: `meta l4proto tcp redirect to :${egress.port}`,
      iptables: `-p tcp -j REDIRECT --to-ports ${egress.port}`,
    },
  ];
}

const isV6 = (range: string): boolean => range.includes(':');

function routes(ranges: readonly string[]): string {
  const lines = ranges.map((range) => `ip ${isV6(range) ? '-6 ' : ''}route replace local ${range} dev lo`);
  return `#!/bin/sh
# Leads the virtual addresses to this host, so that Envoy can listen on them. Needs CAP_NET_ADMIN; a restart forgets it.
# To undo: the same with "del" in place of "replace".
set -eu
${lines.join('\n')}
`;
}

const VIPS_ONLY = '# Redirects connections to virtual addresses, and nothing else, to Envoy.';

const everything = ({ exemptUser }: Egress): string =>
  `# Redirects every TCP connection that leaves this host to Envoy, which has to run as user ${exemptUser}: only its own are left alone.
#`;

const NFT_HEAD = ` Needs CAP_NET_ADMIN, and a route that leads there
# (a default route is enough). Apply: nft -f capture.nft. Undo: nft delete table ip meshext; nft delete table ip6 meshext.`;

/** The table is made so that it can be deleted, and with it what was applied before. */
const nft = (family: Family['table'], rules: readonly Rule[]): string[] => [
  `table ${family} meshext {}`,
  `delete table ${family} meshext`,
  `table ${family} meshext {
  chain output {
    type nat hook output priority -100; policy accept;
${rules.map((rule) => `    ${rule.nft}`).join('\n')}
  }
}
`,
];

/** The chain is emptied by its own line. A second jump to it does no harm: it comes to the same. */
const iptables = (
  tool: Family['tool'],
  head: string,
  rules: readonly Rule[],
): string => `${head} Needs CAP_NET_ADMIN, and a route that leads there
# (a default route is enough). Apply: ${tool}-restore --noflush capture.${tool}.
# Undo: ${tool} -t nat -D OUTPUT -p tcp -j MESHEXT; ${tool} -t nat -F MESHEXT; ${tool} -t nat -X MESHEXT.
*nat
:MESHEXT - [0:0]
-A OUTPUT -p tcp -j MESHEXT
${rules.map((rule) => `-A MESHEXT ${rule.iptables}`).join('\n')}
COMMIT
`;
