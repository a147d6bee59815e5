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
  const block = blockOn(address);
  const own = zones.map(({ name }) => block(name, ['errors', `file ${name}.zone {`, '    reload 10s', '}']));
  const health = healthPort === undefined ? [] : [`health :${healthPort}`];
  const others =
    nameServers.length === 0
      ? []
      : [block('.', ['errors', ...health, 'cache 30', 'loop', `forward . ${nameServers.join(' ')}`, 'reload'])];
  return [...own, ...others].join('');
}

const blockOn =
  (address: string) =>
  (name: string, lines: readonly string[]): string =>
    [`${name} {`, ...[`bind ${address}`, ...lines].map((line) => `    ${line}`), '}', ''].join('\n');
