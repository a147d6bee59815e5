import type { Mesh, Proxy, Units } from '../../ir/ir';
import { reachedPaths } from './paths';
import { isCaptured, namesFolder, trimmed, unitNames } from './names';
import { type Setting, confined, unitFile } from './unit-file';

/** The services that a host runs for a proxy. */

const BIND = 'CAP_NET_BIND_SERVICE';
const FIRST_UNPRIVILEGED_PORT = 1024;
const PROXY_FAMILIES = ['AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK']; // netlink: it asks which addresses the host has
const SELDOM = ['@privileged', '@resources'];
const AGAIN: readonly Setting[] = [
  ['Restart', 'always'],
  ['RestartSec', '2'],
];
const NETWORK: readonly Setting[] = [
  ['Wants', 'network-online.target'],
  ['After', 'network-online.target'],
];

export function proxyUnit(mesh: Mesh, proxy: Proxy, units: Units): string {
  const { capture } = unitNames(mesh, proxy);
  const rules: Setting[] = [
    ['Requires', capture],
    ['After', capture],
  ];
  return unitFile({
    comment: `Carries the traffic of Dataplane ${proxy.name} in mesh ${mesh.key}.`,
    unit: [
      ['Description', `Envoy of Dataplane ${proxy.name} in mesh ${mesh.key}`],
      ...NETWORK,
      ...(isCaptured(proxy) ? rules : []),
      ['StartLimitIntervalSec', '0'],
    ],
    service: [
      ['Type', 'exec'],
      // Without its own way of restarting, several of them can run on one host.
      [
        'ExecStart',
        `${units.proxyProgram} -c ${trimmed(proxy.configDir)}/bootstrap.json --disable-hot-restart --log-level warning`,
      ],
      ...AGAIN,
      ['LimitNOFILE', '524288'],
      ...reachedPaths(mesh, proxy),
      ...confined({
        user: proxy.redirect?.egress?.exemptUser,
        capabilities: hasLowPort(proxy) ? [BIND] : [],
        families: PROXY_FAMILIES,
        without: SELDOM,
      }),
    ],
  });
}

/** Shared by the proxies of its mesh. */
export const nameServerUnit = (mesh: Mesh, units: Units): string =>
  unitFile({
    comment: `Answers the names of mesh ${mesh.key} on ${units.nameServerAddress}.`,
    unit: [
      ['Description', `CoreDNS of mesh ${mesh.key}`],
      ...NETWORK,
      ['Wants', 'nss-lookup.target'],
      ['Before', 'nss-lookup.target'],
      ['StartLimitIntervalSec', '0'],
    ],
    service: [
      ['Type', 'exec'],
      ['WorkingDirectory', namesFolder(mesh)],
      ['ExecStart', `${units.nameServerProgram} -conf Corefile`],
      ...AGAIN,
      ['LimitNOFILE', '65536'],
      ...confined({ capabilities: [BIND], families: PROXY_FAMILIES, without: SELDOM }),
    ],
  });

/** Brings connections to VIPs to the proxy, and takes that back. */
export function captureUnit(mesh: Mesh, proxy: Proxy, units: Units): string {
  const { start, stop } = commands(proxy, units.firewall);
  const needs = isWithIptables(proxy, units.firewall)
    ? { capabilities: ['CAP_NET_ADMIN', 'CAP_NET_RAW'], families: ['AF_INET', 'AF_INET6', 'AF_NETLINK', 'AF_UNIX'] }
    : { capabilities: ['CAP_NET_ADMIN'], families: ['AF_NETLINK'] };
  return unitFile({
    comment: `Brings connections to VIPs of mesh ${mesh.key} to the Envoy of Dataplane ${proxy.name}.`,
    unit: [
      ['Description', `Capture for Dataplane ${proxy.name} in mesh ${mesh.key}`],
      // They empty the tables when they start.
      ['After', 'nftables.service firewalld.service iptables.service ip6tables.service'],
    ],
    service: [
      ['Type', 'oneshot'],
      ['RemainAfterExit', 'yes'],
      ['WorkingDirectory', trimmed(proxy.configDir)],
      ...(isWithIptables(proxy, units.firewall)
        ? [['Environment', 'XTABLES_LOCKFILE=/tmp/xtables.lock'] as const]
        : []), // /run is read-only
      ...start.map((command): Setting => ['ExecStart', command]),
      ...stop.map((command): Setting => ['ExecStop', command]),
      ...confined({ ...needs, without: ['@resources'] }),
    ],
  });
}

const isWithIptables = ({ redirect }: Proxy, firewall: Units['firewall']): boolean =>
  redirect !== undefined && firewall === 'iptables';

const isV6 = (range: string): boolean => range.includes(':');

interface Commands {
  readonly start: readonly string[];
  readonly stop: readonly string[];
}

function commands({ redirect, localRoutes }: Proxy, firewall: Units['firewall']): Commands {
  if (redirect === undefined)
    return {
      start: ['/bin/sh route.sh'],
      stop: localRoutes.map((range) => `-ip ${isV6(range) ? '-6 ' : ''}route del local ${range} dev lo`),
    };
  const { ranges, egress } = redirect;
  const families = ([4, 6] as const).filter(
    (family) => egress?.families.includes(family) === true || ranges.some((range) => isV6(range) === (family === 6)),
  );
  if (firewall === 'nft')
    return {
      start: ['nft -f capture.nft'],
      stop: families.map((family) => `-nft delete table ${family === 4 ? 'ip' : 'ip6'} meshext`),
    };
  const tools = families.map((family) => (family === 4 ? 'iptables' : 'ip6tables'));
  return {
    start: tools.map((tool) => `${tool}-restore --noflush capture.${tool}`),
    stop: tools.flatMap((tool) =>
      ['-D OUTPUT -p tcp -j MESHEXT', '-F MESHEXT', '-X MESHEXT'].map((rule) => `-${tool} -t nat ${rule}`),
    ),
  };
}

/** Whether it listens on a port that needs a right. */
const hasLowPort = ({ inbounds, outbounds, redirect, admin }: Proxy): boolean =>
  [
    ...[...inbounds, ...outbounds].map(({ port }) => port),
    ...(redirect === undefined ? [] : [redirect.port, redirect.egress?.port ?? redirect.port]),
    ...(admin !== undefined && 'port' in admin ? [admin.port] : []),
  ].some((port) => port < FIRST_UNPRIVILEGED_PORT);
