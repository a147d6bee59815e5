import { readFileSync, writeFileSync } from 'node:fs';
import { accessLog } from '../../../src/backends/envoy/access-log';
import type { Bootstrap, FilterChain } from '../../../src/backends/envoy/types';
import { ZONE } from '../lab';
import { ending } from './clients';
import type { CrowdResult, Logged, MatrixResult, Mode } from './result';
import type { Row } from './rows';
import { Servers, type Signers } from './servers';

/**
 * In one mode the services of the rows stand among a thousand others, and have no logs of their own: so all that are treated
 * alike have one filter chain, as where nobody asks for logs.
 */

const COUNT = 1000;
/** Where all the others lead to, and no connection of a row may come. */
const ASTRAY = { address: '127.1.99.1', port: 7999 };

export const hasCrowd = (mode: Mode): boolean => mode === 'redirect-crowd';

type Other = Pick<Row, 'name' | 'spec' | 'envoy'>;

/** Each is declared and treated as one of the rows is, so that it joins the chain of that. */
export const others = (rows: readonly Row[]): Other[] =>
  Array.from({ length: COUNT }, (_, i) => {
    const { spec, envoy } = rows[i % rows.length];
    // What a row says of its endpoints would be of none here.
    const treatment = Object.entries(envoy ?? {}).filter(([key]) => !OF_ENDPOINTS.includes(key));
    return { name: otherName(i), spec: { ...spec, endpoints: [ASTRAY] }, envoy: Object.fromEntries(treatment) };
  });

const OF_ENDPOINTS = ['hostnames', 'mixedEndpoints'];

const otherName = (i: number): string => `other-${String(i).padStart(4, '0')}`;

/** Counts who comes to the others while the rows are tried, and asks one of them, to show that it would be noticed. */
export async function amongOthers(
  bootstrap: string,
  signers: Signers,
  first: Row,
  triedAll: () => Promise<MatrixResult>,
): Promise<MatrixResult> {
  const servers = new Servers(signers);
  await servers.listen({ at: `${ASTRAY.address}:${ASTRAY.port}`, speaks: 'tcp' });
  const result = await triedAll();
  const astray = servers.seen.length;
  await ending(first, { servers: [] }, `${otherName(0)}.${ZONE}`, first.spec.match.port);
  const asked = servers.seen.length - astray;
  await servers.close();
  return { ...result, crowd: { astray, asked, ...chainsIn(bootstrap) } };
}

/** Writes down what became of connections, without a word of it in what is declared. */
export function logInChains(file: string, path: string): void {
  const bootstrap = bootstrapIn(file);
  const { listeners = [], ...rest } = bootstrap.static_resources;
  const logged = listeners.map((one) => ({
    ...one,
    filter_chains: one.filter_chains.map((chain) => log(chain, path)),
  }));
  writeFileSync(file, JSON.stringify({ ...bootstrap, static_resources: { ...rest, listeners: logged } }));
}

const log = ({ filters, ...rest }: FilterChain, path: string): FilterChain => ({
  ...rest,
  filters: filters.map((filter) => {
    const protocol = filter.name.endsWith('.http_connection_manager') ? 'http' : 'tcp';
    if (protocol === 'tcp' && !filter.name.endsWith('.tcp_proxy')) return filter;
    const access_log = accessLog({ format: 'json', path }, '%UPSTREAM_CLUSTER%', protocol);
    return { ...filter, typed_config: { ...filter.typed_config, access_log } };
  }),
});

/** Whom a line of a log is about: the service, or what its cluster is called by; nobody where none was chosen. */
export const serviceOf = ({ service }: Logged): string | undefined =>
  service?.replace(/^meshexternalservice_|:unix$/g, '');

/** Who has a chain alone, and how many lead to the shared one that has fewest. */
function chainsIn(file: string): Pick<CrowdResult, 'alone' | 'fewest'> {
  const { listeners = [] } = bootstrapIn(file).static_resources;
  const [{ filter_chains, filter_chain_matcher }] = listeners.filter(({ name }) => name === 'outbound:redirect:ipv4');
  const tree = JSON.stringify(filter_chain_matcher);
  const names = filter_chains.map(({ name = '' }) => name);
  const [shared, alone] = [true, false].map((is) => names.filter((name) => name.startsWith('shared:') === is));
  const fewest = Math.min(...shared.map((name) => tree.split(`"value":"${name}"`).length - 1));
  return { alone, fewest };
}

const bootstrapIn = (file: string): Bootstrap => JSON.parse(readFileSync(file, 'utf8')) as Bootstrap;
