import type { Proxy } from '../../ir/ir';
import type { Artifact } from '../backend';

/** What the host has to be told so that connections to VIPs come to the proxy. Each file can be applied again. */
export function captureFiles({ redirect, localRoutes }: Proxy, folder: string): Artifact[] {
  if (localRoutes.length > 0) return [{ path: `${folder}/route.sh`, text: routes(localRoutes) }];
  if (redirect === undefined) return [];
  const [v4, v6] = [redirect.ranges.filter((one) => !isV6(one)), redirect.ranges.filter(isV6)];
  return [
    {
      path: `${folder}/capture.nft`,
      text: `${HEAD}\n${[...nft('ip', v4, redirect.port), ...nft('ip6', v6, redirect.port)].join('\n')}`,
    },
    ...iptables('iptables', v4, redirect.port, folder),
    ...iptables('ip6tables', v6, redirect.port, folder),
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

const HEAD = `# Redirects connections to virtual addresses, and nothing else, to Envoy. Needs CAP_NET_ADMIN, and a route that leads there
# (a default route is enough). Apply: nft -f capture.nft. Undo: nft delete table ip meshext; nft delete table ip6 meshext.`;

/** The table is made so that it can be deleted, and with it what was applied before. */
const nft = (family: 'ip' | 'ip6', ranges: readonly string[], port: number): string[] =>
  ranges.length === 0
    ? []
    : [
        `table ${family} meshext {}`,
        `delete table ${family} meshext`,
        `table ${family} meshext {
  chain output {
    type nat hook output priority -100; policy accept;
${ranges.map((range) => `    ${family} daddr ${range} meta l4proto tcp redirect to :${port}`).join('\n')}
  }
}
`,
      ];

/** The chain is emptied by its own line. A second jump to it does no harm: the first redirect ends the way. */
const iptables = (
  tool: 'iptables' | 'ip6tables',
  ranges: readonly string[],
  port: number,
  folder: string,
): Artifact[] =>
  ranges.length === 0
    ? []
    : [
        {
          path: `${folder}/capture.${tool}`,
          text: `# Redirects connections to virtual addresses, and nothing else, to Envoy. Needs CAP_NET_ADMIN, and a route that leads there
# (a default route is enough). Apply: ${tool}-restore --noflush capture.${tool}.
# Undo: ${tool} -t nat -D OUTPUT -p tcp -j MESHEXT; ${tool} -t nat -F MESHEXT; ${tool} -t nat -X MESHEXT.
*nat
:MESHEXT - [0:0]
-A OUTPUT -p tcp -j MESHEXT
${ranges.map((range) => `-A MESHEXT -d ${range} -p tcp -j REDIRECT --to-ports ${port}`).join('\n')}
COMMIT
`,
        },
      ];
