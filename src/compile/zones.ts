import type { Diagnostic } from '../diagnostics/diagnostic';
import { noReverseZone, zoneInvalid } from '../diagnostics/catalog';
import type { DnsRecord, DnsZone } from '../ir/ir';
import { isDnsName } from '../model/address';
import { type Cidr, ipFamily, ipToNumber, ipToText, parseCidr } from '../model/ip';
import { type HostnameGeneratorResource, type MeshDeclaration, at } from '../model/model';
import { literalSuffix, parseTemplate } from '../model/template';
import type { Hostname } from './hostnames';
import { byKey, sortedBy } from './order';

/** A service as DNS sees it. */
export interface Named {
  readonly vips: readonly string[];
  readonly hostnames: readonly Hostname[];
}

/** The zones of one mesh: forward ones from its generators, reverse ones from its VIP range. */
export function zonesOf(mesh: MeshDeclaration, named: readonly Named[]): [DnsZone[], Diagnostic[]] {
  const [forward, found] = forwardZones(named);
  if (forward.length === 0) return [[], found];
  const [reverse, notes] = reverseZones(mesh, named);
  return [[...forward, ...reverse].sort(byKey((zone) => zone.name)), [...found, ...notes]];
}

/**
 * The zone of a generator: its `dnsZone`, else the longest literal suffix of its template that starts after a dot and has
 * two labels or more.
 */
export function zoneOf(generator: HostnameGeneratorResource): string | undefined {
  if (generator.dnsZone !== undefined) return generator.dnsZone.toLowerCase();
  const parsed = parseTemplate(generator.spec.template ?? '');
  if (parsed.kind !== 'ok') return undefined;
  const suffix = literalSuffix(parsed.template);
  const zone = suffix.slice(suffix.indexOf('.') + 1).toLowerCase();
  return suffix.includes('.') && zone.includes('.') ? zone : undefined;
}

/** Whether it can be a zone of hostnames: reverse zones come from the VIP ranges alone. */
export const isZoneName = (zone: string): boolean =>
  isDnsName(zone) && /[a-z0-9]$/.test(zone) && zone !== 'arpa' && !zone.endsWith('.arpa');

function forwardZones(named: readonly Named[]): [DnsZone[], Diagnostic[]] {
  const names = named.flatMap(({ vips, hostnames }) => hostnames.map((one) => ({ vips, ...one })));
  const found: Diagnostic[] = [];
  const zones = new Map<string, DnsRecord[]>();
  const zoneOfEach = new Map([...new Set(names.map((name) => name.generator))].map((one) => [one, zoneOf(one)]));
  for (const zone of zoneOfEach.values()) {
    if (zone !== undefined && isZoneName(zone)) zones.set(zone, []);
  }
  const placed = new Set<string>(); // a name that two generators gave is one
  for (const { hostname, vips, generator } of names) {
    const owner = hostname.toLowerCase();
    const zone = longestZone(owner, zones);
    const own = zoneOfEach.get(generator);
    if (zone !== undefined) {
      if (!placed.has(owner)) zones.get(zone)?.push(...vips.map((vip) => addressRecord(owner, vip)));
      placed.add(owner);
    } else if (own !== undefined && isZoneName(own)) found.push(zoneInvalid(at(generator, 'dnsZone'), own, hostname));
  }
  return [[...zones].map(sortedZone), found];
}

const sortedZone = ([name, records]: readonly [string, readonly DnsRecord[]]): DnsZone => ({
  name,
  records: sortedBy(records, ({ owner, type, value }) => `${owner} ${type} ${value}`),
});

/** Where zones nest, CoreDNS asks the longest match; so a name has to stand there. */
function longestZone(hostname: string, zones: ReadonlyMap<string, unknown>): string | undefined {
  let rest = hostname;
  while (!zones.has(rest)) {
    const dot = rest.indexOf('.');
    if (dot < 0) return undefined;
    rest = rest.slice(dot + 1);
  }
  return rest;
}

const addressRecord = (owner: string, vip: string): DnsRecord => ({
  owner,
  type: ipFamily(vip) === 6 ? 'AAAA' : 'A',
  value: vip,
});

/** One zone for each octet- (nibble-) aligned block that lies wholly inside a VIP range. */
function reverseZones(mesh: MeshDeclaration, named: readonly Named[]): [DnsZone[], Diagnostic[]] {
  const zones = new Map<string, DnsRecord[]>();
  const found: Diagnostic[] = [];
  for (const range of [mesh.vipCidr, mesh.vipCidrV6].map((text) => parseCidr(text ?? ''))) {
    if (range === undefined) continue;
    const blocks = alignedBlocks(range);
    if (blocks.length === 0) found.push(noReverseZone(mesh.place, range.text));
    for (const name of blocks) zones.set(name, []);
  }
  for (const { vips, hostnames } of named) {
    if (hostnames.length === 0) continue;
    const first = hostnames.map((one) => one.hostname.toLowerCase()).reduce((a, b) => (a < b ? a : b));
    for (const owner of vips.map(reverseName)) {
      zones.get(longestZone(owner, zones) ?? '')?.push({ owner, type: 'PTR', value: first });
    }
  }
  return [[...zones].map(sortedZone), found];
}

function alignedBlocks(range: Cidr): string[] {
  const step = range.family === 4 ? 8 : 4;
  const bits = range.family === 4 ? 32 : 128;
  const digits = Math.max(Math.ceil(range.prefix / step), 1);
  if (digits * step >= bits) return []; // a zone for a single address would hold nothing but its own apex
  const width = 1n << BigInt(bits - digits * step);
  const count = (range.last - range.first + 1n) / width;
  const labels = bits / step;
  return Array.from({ length: Number(count) }, (_, i) =>
    reverseName(ipToText(range.first + BigInt(i) * width, range.family))
      .split('.')
      .slice(labels - digits)
      .join('.'),
  );
}

/** `3.0.0.242.in-addr.arpa` (RFC 1035, 3.5), or the nibble form under `ip6.arpa` (RFC 3596, 2.5). */
function reverseName(vip: string): string {
  if (ipFamily(vip) === 4) return `${vip.split('.').reverse().join('.')}.in-addr.arpa`;
  return `${[...ipToNumber(vip).toString(16).padStart(32, '0')].reverse().join('.')}.ip6.arpa`;
}
