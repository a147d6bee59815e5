import { execFileSync, spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { RESOLV_CONF } from '../coredns';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import {
  MESH,
  RESOLVER,
  ZONE,
  applyCapture,
  dataplane,
  filesOf,
  generator,
  prepareNetwork,
  restore,
  service,
  startOtherNames,
  startOwnNames,
  writeTree,
} from '../lab';
import { Port, type Serve } from '../servers/port';
import { until } from '../poll';
import { type World, runWorld } from '../world';
import type { RedirectResult } from './redirect.result';

const LIMIT_MS = 5000;
const OWN_PORT = 15001;

/** What comes of connections to VIPs and beside them; `REDIRECT_WITH` says which rules are loaded, and what passes. */
runWorld(async (world) => {
  const [rules, passthrough] = (process.env['REDIRECT_WITH'] ?? '').split(' ');
  prepareNetwork();
  const tree = written(world, passthrough === 'passthrough');
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
    return await tried(envoy, rules === 'nft' ? [before, ruleset()] : []);
  } finally {
    await envoy.stop();
    for (const one of names) await one.stop();
    for (const one of ports) one.close();
  }
});

function written(world: World, passthrough: boolean): string {
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
  return writeTree(join(world.folder, 'dist'), documents, options);
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

async function tried(envoy: Envoy, rulesets: readonly string[]): Promise<RedirectResult> {
  const of = (host: string, port: number): Promise<string> =>
    said(host, port).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  return {
    'a service on its port': await of(`web.${ZONE}`, 80),
    'a service on another port': await of(`web.${ZONE}`, 81),
    'a service without a port, on a port of its own': await of(`any.${ZONE}`, 12345),
    'a service without a port, on the port of another': await of(`any.${ZONE}`, 80),
    'a service without a port, on the port of a third': await of(`any.${ZONE}`, 4242),
    'a service on its port, IPv6': await of(await ipv6Of('web'), 80),
    'a service without a port, IPv6': await of(await ipv6Of('any'), 80),
    'a VIP that is nobody’s': await of('242.99.99.99', 80),
    'a VIP that is nobody’s, another port': await of('242.99.99.99', 9999),
    'the listener itself': await of('127.0.0.1', OWN_PORT),
    'an address outside the range': await of('198.51.100.1', 7000),
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
