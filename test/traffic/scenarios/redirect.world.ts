import { execFileSync, spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { RESOLV_CONF } from '../coredns';
import type { Ir } from '../../../src/ir/ir';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import {
  MESH,
  RESOLVER,
  ZONE,
  applyCapture,
  dataplane,
  expectationOf,
  filesOf,
  generator,
  judged,
  prepareNetwork,
  put,
  restore,
  service,
  startOtherNames,
  startOwnNames,
} from '../lab';
import { Port, type Serve } from '../servers/port';
import { until } from '../poll';
import { runWorld } from '../world';
import type { RedirectResult } from './redirect.result';

const LIMIT_MS = 5000;
const OWN_PORT = 15001;

/** What comes of connections to VIPs and beside them; `REDIRECT_WITH` says which rules are loaded, and what passes. */
runWorld(async (world) => {
  const [rules, passthrough] = (process.env['REDIRECT_WITH'] ?? '').split(' ');
  prepareNetwork();
  const result = declared(passthrough === 'passthrough');
  const tree = put(join(world.folder, 'dist'), result);
  const files = filesOf(tree, 'web');
  applyCapture(files, rules === 'nft' ? 'redirect' : 'redirect-iptables');
  // Once more: applying them again changes nothing.
  const before = ruleset();
  applyCapture(files, rules === 'nft' ? 'redirect' : 'redirect-iptables');
  if (rules === 'iptables') restore('ip6tables', files);
  world.cover('/etc/resolv.conf', RESOLV_CONF);
  const ports = await Promise.all([
    Port.listen('127.0.4.1', 9000, says('any')),
    Port.listen('127.0.4.2', 9000, says('web')),
    Port.listen('127.0.4.3', 9000, says('plain')),
    Port.listen('198.51.100.1', 7000, says('outside')),
  ]);
  const names = [startOtherNames(world.folder, {}), startOwnNames(world.folder, tree)];
  const envoy = await Envoy.start(join(files, 'bootstrap.json'), world.folder);
  try {
    await until('our name server', LIMIT_MS, async () =>
      (await said(`plain.${ZONE}`, 4242)) === 'plain' ? true : undefined,
    );
    return await tried(envoy, result.ir, rules === 'nft' ? [before, ruleset()] : []);
  } finally {
    await envoy.stop();
    for (const one of names) await one.stop();
    for (const one of ports) one.close();
  }
});

function declared(passthrough: boolean): ReturnType<typeof judged> {
  const documents = [
    generator,
    service('any', { match: { protocol: 'tcp' }, endpoints: [{ address: '127.0.4.1', port: 9000 }] }),
    service('web', { match: { port: 80, protocol: 'tcp' }, endpoints: [{ address: '127.0.4.2', port: 9000 }] }),
    service('plain', { match: { port: 4242, protocol: 'tcp' }, endpoints: [{ address: '127.0.4.3', port: 9000 }] }),
    dataplane('web'),
  ];
  const options = {
    meshes: {
      [MESH]: {
        vips: { cidr: '242.0.0.0/8', cidrV6: 'fd00:fd01::/64' },
        envoy: { capture: 'redirect', dnsResolvers: [RESOLVER], ...(passthrough ? { passthrough } : {}) },
      },
    },
  };
  return judged(documents, options);
}

/** A server that says its name to whoever sends something. */
const says =
  (name: string): Serve =>
  (socket) =>
    void socket.once('data', () => socket.end(name));

/** What is said to a client; `closed` when nothing is. */
async function said(host: string, port: number): Promise<string> {
  const { received, ended } = await exchange(
    host,
    port,
    Buffer.from('who is there, and what is to be said?'),
    LIMIT_MS,
  );
  return received.length > 0 ? received.toString() : ended === 'time is up' ? ended : 'closed';
}

/** Servers, by what they say. */
const PLACES = { any: '127.0.4.1:9000', web: '127.0.4.2:9000', plain: '127.0.4.3:9000' };

/** What is declared of a connection, in the words of `said`. */
function declaredEnd(ir: Ir, host: string, port: number): string {
  const connection = expectationOf(ir).from('web').to(host, port);
  const holds = (claim: () => unknown): boolean => {
    try {
      claim();
      return true;
    } catch {
      return false;
    }
  };
  const reached = Object.entries(PLACES).filter(([, place]) => holds(() => connection.reachesOnly(place).withoutTls()));
  const ends = [...reached.map(([name]) => name), ...(holds(() => connection.refuses()) ? ['closed'] : [])];
  return ends.join(' and ') || 'not declared';
}

async function tried(envoy: Envoy, ir: Ir, rulesets: readonly string[]): Promise<RedirectResult> {
  const places: [string, string, number][] = [
    ['a service on its port', `web.${ZONE}`, 80],
    ['a service on another port', `web.${ZONE}`, 81],
    ['a service without a port, on a port of its own', `any.${ZONE}`, 12345],
    ['a service without a port, on the port of another', `any.${ZONE}`, 80],
    ['a service without a port, on the port of a third', `any.${ZONE}`, 4242],
    ['a service on its port, IPv6', await ipv6Of('web'), 80],
    ['a service without a port, IPv6', await ipv6Of('any'), 80],
    ['a VIP that is nobody’s', '242.99.99.99', 80],
    ['a VIP that is nobody’s, another port', '242.99.99.99', 9999],
    ['the listener itself', '127.0.0.1', OWN_PORT],
    ['an address outside the range', '198.51.100.1', 7000],
  ];
  const result: Record<string, string> = {};
  for (const [where, host, port] of places) {
    result[where] = await said(host, port).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
    result[`${where}, as declared`] = declaredEnd(ir, host, port);
  }
  return {
    ...result,
    'an address outside, redirected by a rule of somebody else’s': await redirected('198.51.100.1', 7000),
    'the listener itself, redirected': await redirected('198.51.100.1', OWN_PORT),
    'upstream connections of all': String(await envoy.counter('upstream_cx_total')),
    'rules, loaded again':
      rulesets.length === 0 ? 'not compared' : rulesets[0] === rulesets[1] ? 'the same' : rulesets.join('\n'),
  };
}

async function ipv6Of(name: string): Promise<string> {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  resolver.setServers(['127.0.0.1']);
  const [address] = await resolver.resolve6(`${name}.${ZONE}`);
  return address;
}

const NOBODY = 65534;

/** As `said`, of a user whose connections to the outside are all redirected, as when Kuma captures a pod. */
async function redirected(host: string, port: number): Promise<string> {
  const rules = `table ip everything {
    chain output {
      type nat hook output priority -90
      meta skuid ${NOBODY} ip daddr 198.51.100.0/24 meta l4proto tcp redirect to :${OWN_PORT}
    }
  }`;
  execFileSync('nft', ['-f', '-'], { input: rules });
  const program = `require('node:net').connect(${port}, '${host}').on('connect', function () { this.write('who?') }).on('error', () => {}).pipe(process.stdout)`;
  const client = spawn(process.execPath, ['-e', program], { uid: NOBODY, cwd: '/', timeout: LIMIT_MS });
  let text = '';
  client.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  await new Promise((done) => client.once('close', done));
  execFileSync('nft', ['delete', 'table', 'ip', 'everything']);
  return client.signalCode === null ? text || 'closed' : 'time is up';
}

/** All rules, without their numbers and counters. */
const ruleset = (): string => execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' });
