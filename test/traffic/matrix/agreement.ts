import type { ConnectionExpectation } from '../../../src/constructs/connection-expectation';
import type { Protocol } from '../../../src/constructs/values';
import type { Answer, Destination, TlsToDestination } from '../../../src/traffic/answer';
import { hostOf } from '../../../src/traffic/places';
import { accepts } from '../../../src/traffic/verifies';
import type { Outcome } from './result';
import type { Row, ServerSpec, TlsSpec, Topic, Try } from './rows';
import type { Seen } from './servers';

/** Whether what is declared says of a connection what a live Envoy made of it. */

export interface Declared {
  readonly answer: Answer;
  readonly connection: ConnectionExpectation;
}
type Live = Pick<Outcome, 'endings' | 'seen' | 'logged'>;

/** What was compared, and each difference in words. */
export interface Agreement {
  readonly claims: number;
  readonly differences: readonly string[];
}

export function agreement(
  { answer, connection }: Declared,
  { spec }: Row,
  { servers }: Try,
  live: Live,
  names: Topic['names'] = {},
): Agreement {
  if (answer.kind !== 'reached') return { claims: 1, differences: [`not reached: ${answer.reason}`] };
  const { destinations } = answer;
  const protocol = spec.match.protocol as Protocol;
  const claims: (() => unknown)[] = destinations.map(
    ({ at }) =>
      () =>
        connection.reaches(at).withProtocol(protocol),
  );
  claims.push(() => connection.reachesOnly(...destinations.map(({ at }) => at)));
  for (const server of servers) {
    const candidates = destinations.filter((one) => leadsTo(one, server.at, names));
    const taken = candidates.filter((one) => takes(one, server, protocol));
    const seen = live.seen.filter(({ at }) => at === server.at);
    claims.push(
      ...(seen.length > 0
        ? [
            () => expectTaken(server, taken),
            ...seen.map((one) => () => claimsOfSeen(one, taken[0], server, connection)),
          ]
        : isRefused(live) && !isChosenByFamily(candidates, names)
          ? [() => expectRefused(server, taken)]
          : []),
    );
    if (live.logged.some(({ failure }) => /SAN matcher/.test((failure ?? '').replaceAll('_', ' '))))
      claims.push(
        ...candidates.map(
          ({ at }) =>
            () =>
              connection.reaches(at).verified(),
        ),
      );
  }
  return { claims: claims.length, differences: claims.flatMap(difference) };
}

function difference(claim: () => unknown): string[] {
  try {
    claim();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Whether a server is at the place of a destination; names have the addresses of the topic. */
function leadsTo({ at }: Destination, server: string, names: NonNullable<Topic['names']>): boolean {
  const port = at.slice(at.lastIndexOf(':'));
  const addresses = names[hostOf(at)] ?? [];
  return at === server || addresses.some((one) => `${one.includes(':') ? `[${one}]` : one}${port}` === server);
}

/** Which of the addresses of a name are used is no matter of the answer. */
const isChosenByFamily = (candidates: readonly Destination[], names: NonNullable<Topic['names']>): boolean =>
  candidates.some(({ at }) => names[hostOf(at)]?.some((address) => address.includes(':')));

const isRefused = ({ endings }: Live): boolean => !endings.some((one) => /^(status 200|listed|echoed)$/.test(one));

const SPEAKS: Readonly<Record<ServerSpec['speaks'], string>> = { tcp: 'tcp', http: 'http', h2: 'http2', grpc: 'grpc' };

/** Whether by the answer the server is taken for the destination. */
function takes({ tls }: Destination, server: ServerSpec, protocol: string): boolean {
  if (SPEAKS[server.speaks] !== protocol) return false;
  if (tls === undefined || server.tls === undefined) return tls === undefined && server.tls === undefined;
  const { authority = 'trusted', names, demands } = server.tls;
  return (
    (authority === 'trusted' || !tls.verifiesAuthority) &&
    names.some((name) => accepts(tls, name)) &&
    (demands === undefined || (demands === 'client' && tls.hasClientCertificate)) &&
    haveVersionInCommon(tls, server.tls)
  );
}

const VERSION: Readonly<Record<string, string>> = { TLSv1: 'TLS10', 'TLSv1.1': 'TLS11', 'TLSv1.2': 'TLS12' };
const version = (node: string): string => VERSION[node] ?? 'TLS13';

/** Node takes TLS 1.2 and 1.3 when nothing else is said. */
const haveVersionInCommon = (tls: TlsToDestination, { min = 'TLSv1.2', max = 'TLSv1.3' }: TlsSpec): boolean =>
  version(min) <= tls.maxVersion && version(max) >= tls.minVersion;

function expectTaken({ at }: ServerSpec, taken: readonly Destination[]): void {
  if (taken.length === 0) throw new Error(`${at} was reached, and by what is declared it is not`);
}

function expectRefused({ at }: ServerSpec, taken: readonly Destination[]): void {
  if (taken.length > 0) throw new Error(`${at} was not reached, and by what is declared it is`);
}

const OF_CLIENT = /^(127\.0\.0\.1:2\d{4}|[a-z0-9-]+\.mesh\.internal(:\d+)?)$/;

/** Everything that the server saw, as users' tests expect it. */
function claimsOfSeen(
  seen: Seen,
  destination: Destination | undefined,
  server: ServerSpec,
  connection: ConnectionExpectation,
): void {
  if (destination === undefined) return; // said already
  const { at, host, tls } = destination;
  const way = connection.reaches(at);
  if (seen.host !== undefined && host !== undefined) way.withHost(seen.host);
  if (seen.host !== undefined && host === undefined && !OF_CLIENT.test(seen.host))
    throw new Error(`Host is ${seen.host}, and by what is declared it is the client's`);
  if (seen.sni === undefined || server.tls === undefined) return void way.withoutTls();
  if (seen.sni !== '') way.withSni(seen.sni);
  else if (tls?.sni !== undefined) throw new Error(`no SNI was sent, and by what is declared it is ${tls.sni}`);
  const spoken = version(seen.version ?? '');
  if (tls === undefined || spoken < tls.minVersion || spoken > tls.maxVersion)
    throw new Error(`${spoken} was spoken, and by what is declared it is not`);
  if (seen.client === true || server.tls.demands === 'client') way.withClientCertificate();
  if (server.tls.demands === 'client' && seen.client !== true) throw new Error('no client certificate was shown');
  const { authority, names } = server.tls;
  if (authority === 'foreign' || names.includes('wrong.test')) way.unverified();
  else if (tls.verifiesAuthority && tls.names.length > 0) oneOf(names, (name) => way.verifiedAs(name));
  else way.unverified();
}

/** Throws the last refusal when all are refused. */
function oneOf(names: readonly string[], claim: (name: string) => unknown): void {
  const refusals = names.map((name) => difference(() => claim(name)));
  if (refusals.every(({ length }) => length > 0)) throw new Error(refusals.flat().join('; '));
}
