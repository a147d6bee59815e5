import type { DnsZone } from '../../ir/ir';

/** What a name server answers for, and where. */
export interface NameServer {
  readonly zones: readonly DnsZone[];
  /** Who answers for all other names, as `ip:port`. */
  readonly nameServers: readonly string[];
  /** Where it is asked, when not on loopback. */
  readonly address?: string;
  /** Where it answers `/health` by HTTP, on all addresses; it has to answer for other names then. */
  readonly healthPort?: number;
}

const LOOPBACK = '127.0.0.1';

/** One server block for each zone; `-dns.port` of the command line chooses a port other than 53. */
export function corefile({ zones, nameServers, address = LOOPBACK, healthPort }: NameServer): string {
  const bound = (name: string, lines: readonly string[]): string => block(name, [`bind ${address}`, ...lines]);
  const others = nameServers.length > 0;
  // It reads the whole Corefile again, new zones with it, in whichever block it stands.
  const own = zones.map(({ name }, i) =>
    bound(name, ['errors', ...fileLines(`${name}.zone`), ...(others || i > 0 ? [] : ['reload'])]),
  );
  const health = healthPort === undefined ? [] : [`health :${healthPort}`];
  const forward = ['cache 30', 'loop', `forward . ${nameServers.join(' ')}`, 'reload'];
  return [...own, ...(others ? [bound('.', ['errors', ...health, ...forward])] : [])].join('');
}

/** A server block that answers for each zone from its file in a folder; `address` is what follows the zone, `:53` for instance. */
export const fileBlocks = (zones: readonly DnsZone[], address: string, path: (zone: DnsZone) => string): string =>
  zones.map((zone) => block(`${zone.name}${address}`, ['errors', ...fileLines(path(zone))])).join('');

/** What has a name server ask another one about the zones. */
export const forwardBlocks = (zones: readonly DnsZone[], address: string): string =>
  zones.map(({ name }) => block(`${name}:53`, ['errors', 'cache 30', `forward . ${address}`])).join('');

const fileLines = (path: string): string[] => [`file ${path} {`, '    reload 10s', '}'];

export const block = (name: string, lines: readonly string[]): string =>
  [`${name} {`, ...lines.map((line) => `    ${line}`), '}', ''].join('\n');
