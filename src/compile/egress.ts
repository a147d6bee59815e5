import type { Egress, EgressChain, Redirect } from '../ir/ir';
import { type Cidr, ipFamily, widened } from '../model/ip';
import { type PassthroughMatchSpec, passthroughRange } from '../model/mesh-passthrough';
import type { DataplaneResource } from '../model/model';
import { byKey, groupBy } from './order';
import type { Passthrough } from './passthrough';

/** Kuma's (the user that `kumactl install transparent-proxy` leaves alone). */
const PROXY_UID = 5678;
/** The port after that of the VIPs. */
const EGRESS_PORT = 15002;

/** What leaves for elsewhere than a VIP. Undefined when nobody asks about that. */
export function egressOf(
  { settings, spec }: DataplaneResource,
  passthrough: Passthrough | undefined,
  vipPort: Redirect['port'],
): Egress | undefined {
  if (passthrough === undefined || passthrough.mode === 'All') return undefined;
  const families = familiesOf(spec.networking?.transparentProxying?.ipFamilyMode);
  const entries = passthrough.mode === 'Matched' ? passthrough.matches.map(({ match }) => entryOf(match)) : [];
  const chains = families.flatMap((family) => chainsOf(family, entries));
  // With nothing to let through, the listener for VIPs refuses it.
  const port = chains.length === 0 ? vipPort : (settings.passthroughPort ?? EGRESS_PORT);
  return { port, exemptUser: settings.proxyUid ?? PROXY_UID, families, chains };
}

const familiesOf = (mode: string | undefined): Egress['families'] =>
  mode === 'IPv4' ? [4] : mode === 'IPv6' ? [6] : [4, 6];

interface Entry {
  readonly port?: number;
  /** Absent where a name says it. */
  readonly range?: Cidr;
  readonly name: string;
  readonly protocol: string;
}

function entryOf({ type, value = '', port, protocol = 'tcp' }: PassthroughMatchSpec): Entry {
  const bits = ipFamily(value) === 4 ? 32 : 128;
  const range = type === 'Domain' ? undefined : passthroughRange(type === 'IP' ? `${value}/${bits}` : value);
  return {
    ...(port === undefined ? {} : { port }),
    ...(range === undefined ? {} : { range }),
    name: value.toLowerCase().replace(/\.$/, ''),
    protocol,
  };
}

/**
 * Port and range are looked for before anything else, the narrowest range that holds the address, and there is no way back: so
 * each combination of them has a chain that says all that may pass there, by whichever match.
 */
function chainsOf(family: 4 | 6, all: readonly Entry[]): EgressChain[] {
  const entries = all.filter(({ range }) => range === undefined || range.family === family);
  const onPort = groupBy(entries, ({ port }) => port);
  const onAnyPort = onPort.get(undefined) ?? [];
  const chains = [...onPort].flatMap(([port, own]) => {
    const here = port === undefined ? own : [...onAnyPort, ...own];
    const ranges = new Map(here.map(({ range }) => [range?.text, range]));
    const holding = holdersAmong(here);
    return [...ranges.values()].map((range) => chainOf(family, port, range, holding(range)));
  });
  return chains.sort(byKey(({ range = '', port = 0 }) => `${String(port).padStart(5, '0')} ${range}`));
}

/** Finds what counts for all addresses of a range: what says no range, and the ranges that hold it, one for each length. */
function holdersAmong(entries: readonly Entry[]): (range: Cidr | undefined) => readonly Entry[] {
  const anywhere = entries.filter(({ range }) => range === undefined);
  const ranges = groupBy(entries, ({ range }) => range?.text);
  const lengths = [...new Set(entries.flatMap(({ range }) => range?.prefix ?? []))];
  return (range) => {
    if (range === undefined) return anywhere;
    const around = lengths.filter((length) => length <= range.prefix).map((length) => widened(range, length));
    return [...anywhere, ...around.flatMap((text) => ranges.get(text) ?? [])];
  };
}

function chainOf(
  family: 4 | 6,
  port: number | undefined,
  range: Cidr | undefined,
  here: readonly Entry[],
): EgressChain {
  const through = (...protocols: readonly string[]): EgressChain['tls'] => {
    const own = here.filter(({ protocol }) => protocols.includes(protocol));
    return own.some((one) => one.range !== undefined) ? 'any' : [...new Set(own.map(({ name }) => name))].sort();
  };
  return {
    family,
    ...(port === undefined ? {} : { port }),
    ...(range === undefined ? {} : { range: range.text }),
    bytes: through('tcp', 'mysql') === 'any',
    tls: through('tls'),
    requests: through('http', 'http2', 'grpc'),
    grpc: here.some(({ protocol }) => protocol === 'grpc'),
  };
}
