import { any, type Any } from './types';

/** Which filter chain takes a connection, told by where it was sent to. */

/** A chain, and an address that leads to it: on one port, or on all that no other chain has at that address. */
export interface Lead {
  readonly vip: string;
  readonly port?: number;
  readonly chain: string;
}

/** What becomes of connections to ranges of addresses, to one port, and to all others. */
export interface Rest {
  readonly ranges: readonly object[];
  readonly port: number;
  readonly refused: string;
  readonly other: string;
}

/**
 * A tree beside the chains, not a condition in each: a chain that others join does not change by that, and Envoy closes the
 * connections of a chain that changed. Addresses are keys, which are found in one step however many there are.
 */
export function destinationMatcher(leads: readonly Lead[], rest?: Rest): object {
  const byPort = new Map<number, Lead[]>(rest === undefined ? [] : [[rest.port, []]]);
  const onAnyPort: Lead[] = [];
  for (const lead of leads) {
    const { port } = lead;
    if (port === undefined) onAnyPort.push(lead);
    else if (byPort.get(port)?.push(lead) === undefined) byPort.set(port, [lead]);
  }
  const others = rest === undefined ? undefined : outside(rest);
  const refused = rest === undefined ? undefined : chain(rest.refused);
  const ports = [...byPort]
    .sort(([a], [b]) => a - b)
    .map(([port, some]): [string, object] => {
      const beyond = byAddress(onAnyPort, port === rest?.port ? refused : others);
      return [String(port), byAddress(some, beyond) ?? {}];
    });
  const beyond = byAddress(onAnyPort, others);
  return ports.length === 0 ? matcherOf(beyond) : tree(PORT, Object.fromEntries(ports), beyond);
}

/** The chain of an address; `beyond` when there is none. */
function byAddress(leads: readonly Lead[], beyond: object | undefined): object | undefined {
  if (leads.length === 0) return beyond;
  const chains = new Map<string, object>();
  const addresses: Record<string, object> = {};
  for (const { vip, chain: name } of leads) {
    const known = chains.get(name) ?? chain(name);
    chains.set(name, known);
    addresses[vip] = known;
  }
  return { matcher: tree(ADDRESS, addresses, beyond) };
}

const tree = (input: object, map: Readonly<Record<string, object>>, beyond: object | undefined): object => ({
  matcher_tree: { input, exact_match_map: { map } },
  ...(beyond === undefined ? {} : { on_no_match: beyond }),
});

const matcherOf = (one: object | undefined): object =>
  one !== undefined && 'matcher' in one ? (one.matcher as object) : {};

const outside = ({ ranges, refused, other }: Rest): object => ({
  matcher: {
    matcher_tree: {
      input: ADDRESS,
      custom_match: {
        name: 'ranges',
        typed_config: xds('matcher.v3.IPMatcher', { range_matchers: [{ ranges, on_match: chain(refused) }] }),
      },
    },
    on_no_match: chain(other),
  },
});

const chain = (name: string): object => ({
  action: { name, typed_config: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value: name } },
});

const xds = (type: string, fields: object): Any => ({ '@type': `type.googleapis.com/xds.type.${type}`, ...fields });

const input = (type: string): object => ({
  name: type,
  typed_config: any(`extensions.matching.common_inputs.network.v3.${type}`, {}),
});
const PORT = input('DestinationPortInput');
const ADDRESS = input('DestinationIPInput');
