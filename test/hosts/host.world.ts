import { X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { putFile } from '../written';
import { Authority, type Identity, selfSignedClient } from '../traffic/certificates';
import { get } from '../traffic/clients/http';
import {
  MESH,
  ZONE,
  type Document,
  dataplane,
  generator,
  ip,
  prepareNetwork,
  service,
  writeTree,
} from '../traffic/lab';
import { until } from '../traffic/poll';
import { httpMirror } from '../traffic/servers/http';
import { Port } from '../traffic/servers/port';
import { TlsRecord, withTls } from '../traffic/servers/tls';
import { type World, runWorld } from '../traffic/world';
import type { HostResult } from './host.result';
import { Machine, PROGRAMS, pathsBelow } from './machine';

const LIMIT_MS = 20_000;
const [CAPTURE = '', FIREWALL] = (process.env['HOST_CAPTURE'] ?? '').split(' ');

/** A host from nothing to nothing: the script installs, what units say is done by hand, and a client asks by hostname. */
runWorld(async (world) => {
  prepareNetwork();
  if (CAPTURE === 'redirect') ip('route', 'replace', 'default', 'via', '198.51.100.254');
  const machine = new Machine(world);
  const clients = new TlsRecord();
  const authority = new Authority(world.folder, 'authority');
  const [first, second] = [selfSignedClient(world.folder, 'first'), selfSignedClient(world.folder, 'second')];
  const demand = { requestCert: true, ca: [first.cert, second.cert], ...authority.serverIdentity('127.0.3.2') };
  const ports = [
    await Port.listen('127.0.3.1', 8080, httpMirror()),
    await Port.listen('127.0.3.2', 8443, withTls(demand, clients, httpMirror())),
    await Port.listen('198.51.100.1', 8080, httpMirror()),
  ];
  writeFileSync('/etc/resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n'); // what the drop-in makes of resolved
  const before = ownPaths();
  try {
    const scripts = [tree(world, 'first', [PLAIN, PROVEN]), tree(world, 'second', [PLAIN, PROVEN, ADDED])];
    const secrets = [secretsOf(world, 'first', first, authority), secretsOf(world, 'second', second, authority)];
    const installed = machine.run(scripts[0], '--secrets', secrets[0]).told;
    for (const unit of startedIn(installed)) machine.start(unit);
    await until('the first service', LIMIT_MS, async () => ((await ask('plain')) === '200' ? true : undefined)).catch(
      (error: unknown) => {
        throw new Error(
          `${String(error)}\n${startedIn(installed)
            .map((one) => machine.logOf(one))
            .join('\n')}`,
        );
      },
    );
    const [plain, proven, unnamed] = [await ask('plain'), await ask('proven'), await ask('added')];
    const upgraded = machine.run(scripts[1], '--secrets', secrets[1]).told;
    const added = await until('the new service', LIMIT_MS, async () =>
      (await ask('added')) === '200' ? '200' : undefined,
    );
    const rotated = await until('the new certificate', LIMIT_MS, () => uses(second, clients));
    const again = machine.run(scripts[1], '--secrets', secrets[1]).said;
    const removed = machine.run('/etc/meshext/installed/default/web/install.sh', '--dry-run', '--uninstall').said;
    const units = [...removed.matchAll(/^systemctl disable --now (\S+)$/gm)].map(([, unit]) => unit);
    for (const unit of units) await machine.stop(unit);
    const uninstalled = machine.run('/etc/meshext/installed/default/web/install.sh', '--uninstall', '--purge').told;
    const after = ownPaths();
    const result: HostResult = {
      installed,
      plain,
      proven,
      unnamed,
      outside: await ask('', 'http://198.51.100.1:8080/'),
      upgraded,
      added,
      rotated,
      again,
      removed: uninstalled,
      rules: rules(),
      changed: [...after.filter((path) => !before.includes(path)), ...before.filter((path) => !after.includes(path))],
      logs: units.map((unit) => machine.logOf(unit)).join(''),
    };
    return result;
  } finally {
    await machine.stopAll();
    for (const port of ports) port.close();
  }
});

const http = (address: string, port: number): object => ({
  match: { port: 80, protocol: 'http' },
  endpoints: [{ address, port }],
});
const PLAIN = service('plain', http('127.0.3.1', 8080));
const PROVEN = service('proven', {
  ...http('127.0.3.2', 8443),
  tls: {
    enabled: true,
    verification: { caCert: { secret: 'ca' }, clientCert: { secret: 'pair-cert' }, clientKey: { secret: 'pair-key' } },
  },
});
const ADDED = service('added', http('127.0.3.1', 8080));

/** Writes an output tree, and gives back its script. */
function tree(world: World, name: string, services: readonly Document[]): string {
  const mesh = {
    vips: { cidr: '10.77.0.0/16' },
    envoy: { capture: CAPTURE, xds: 'filesystem' },
    delivery: [{ host: { ...PROGRAMS, ...(FIREWALL === undefined ? {} : { firewall: FIREWALL }) } }],
  };
  const root = writeTree(join(world.folder, name), [generator, ...services, dataplane('web')], {
    meshes: { [MESH]: mesh },
  });
  return join(root, 'hosts', MESH, 'web/install.sh');
}

function secretsOf(world: World, name: string, pair: Identity, authority: Authority): string {
  const folder = join(world.folder, `secrets-${name}`);
  putFile(folder, 'ca/value', authority.certificate);
  putFile(folder, 'pair-cert/value', pair.cert);
  putFile(folder, 'pair-key/value', pair.key);
  return folder;
}

/** What groupadd keeps of the last state is its own. */
const ownPaths = (): string[] => pathsBelow('/etc').filter((path) => !/^g(roup|shadow)-$/.test(path));

const startedIn = (told: readonly string[]): string[] =>
  told.flatMap((line) => /^(?:re)?start (meshext-\S+)$/.exec(line)?.[1] ?? []);

/** The status that a client gets, or why it gets none. */
const ask = async (name: string, url = `http://${name}.${ZONE}/`): Promise<string> =>
  get(url, 3000).then(
    ({ status }) => String(status),
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

/** Whether a connection that is opened now shows the certificate. */
async function uses({ cert }: Identity, clients: TlsRecord): Promise<true | undefined> {
  await Promise.all(Array.from({ length: 40 }, () => ask('proven')));
  return clients.handshakes.at(-1)?.client === new X509Certificate(cert).fingerprint256 ? true : undefined;
}

function rules(): string {
  const shown = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { encoding: 'utf8' });
  return [shown('nft', 'list', 'ruleset'), shown('ip', 'route', 'show', 'table', 'local')]
    .join('')
    .split('\n')
    .filter((line) => /meshext|10\.77\./i.test(line))
    .join('\n');
}
