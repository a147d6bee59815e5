import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isError } from '../../../src/diagnostics/diagnostic';
import { toYaml, toYamlDocuments } from '../../../src/yaml';
import { run } from '../../run';
import { tool } from '../../tools';
import { putFile } from '../../written';
import { Background } from '../background';
import { Authority, selfSignedClient } from '../certificates';
import { Envoy } from '../envoy';
import { until } from '../poll';
import { GrpcServer } from '../servers/grpc';
import { runWorld } from '../world';
import { ending } from './clients';
import type { Logged, Mode, Outcome, Outcomes } from './result';
import { type Row, type Topic, type Try, filled, topic } from './rows';
import { Servers, type Signers } from './servers';

const ADMIN = 9901;
const FIRST_PORT = 20000;
const ZONE = 'mesh.internal';
const MESH = 'default';

runWorld(async (world) => {
  const mode = process.env['MATRIX_MODE'] as Mode;
  const given = topic(process.env['MATRIX_TOPIC'] ?? '');
  const grpc = await GrpcServer.start();
  const signers: Signers = {
    trusted: new Authority(world.folder, 'trusted'),
    foreign: new Authority(world.folder, 'foreign'),
    client: selfSignedClient(world.folder, 'client'),
    stranger: selfSignedClient(world.folder, 'stranger'),
    grpcPort: grpc.port,
  };
  const texts = provide(world.folder, signers);
  const all = filled(given, texts);
  const tree = compiled(world.folder, mode, all);
  prepareHost(mode, tree);
  world.cover('/etc/resolv.conf', 'nameserver 127.0.0.1\noptions timeout:2 attempts:3\n');
  const names = nameServers(world.folder, tree, all);
  try {
    const envoy = await Envoy.start(join(tree, 'envoy', MESH, mode, 'bootstrap.json'), world.folder);
    try {
      return await phases(world.folder, mode, all, signers, envoy);
    } finally {
      await envoy.stop();
    }
  } finally {
    for (const one of names) await one.stop();
    grpc.stop();
  }
});

/** Files and texts that rows name. */
function provide(folder: string, { trusted, client }: Signers): Readonly<Record<string, string>> {
  const texts = { ca: trusted.certificate, clientCert: client.cert, clientKey: client.key };
  for (const [name, text] of Object.entries(texts)) putFile(folder, `secrets/${name}/value`, text);
  putFile(folder, 'system-ca.pem', trusted.certificate);
  const base64 = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [`${name}Base64`, Buffer.from(text).toString('base64')] as const),
  );
  return { ...texts, ...base64, folder };
}

/** Writes the output tree for the rows; one Dataplane in the mode that is tried. */
function compiled(folder: string, mode: Mode, { rows, mesh = {}, kumaVersion }: Topic): string {
  const services = rows.map(({ name, spec }) => ({ type: 'MeshExternalService', name, mesh: MESH, spec }));
  const outbound = rows.map(({ name }, i) => ({
    port: FIRST_PORT + i,
    backendRef: { kind: 'MeshExternalService', name },
  }));
  const dataplane = {
    type: 'Dataplane',
    name: mode,
    mesh: MESH,
    networking: {
      address: '127.0.0.1',
      inbound: [{ port: 18000, servicePort: 18001, tags: { 'kuma.io/service': 'own' } }],
      ...(mode === 'ports' ? { outbound } : {}),
      admin: { port: ADMIN },
    },
  };
  const generator = {
    type: 'HostnameGenerator',
    name: 'all',
    spec: { selector: { meshExternalService: {} }, template: `{{ .DisplayName }}.${ZONE}` },
  };
  const accessLog = { format: 'json', path: join(folder, 'access.log') };
  const options = {
    ...(kumaVersion === undefined ? {} : { kumaVersion }),
    meshes: {
      [MESH]: {
        ...mesh,
        vips: { cidr: mode === 'bound' ? '127.66.0.0/16' : '242.0.0.0/8' },
        envoy: {
          ...(mode === 'ports' ? {} : { capture: mode.startsWith('redirect') ? 'redirect' : mode }),
          dnsResolvers: ['127.0.0.1:5353'],
          systemCaPath: join(folder, 'system-ca.pem'),
          secretsDir: join(folder, 'secrets'),
          configDir: join(folder, 'dist/envoy', MESH, mode),
        },
      },
    },
    services: Object.fromEntries(
      rows.map(({ name, envoy }) => [`${MESH}/${name}`, { envoy: { accessLog, ...envoy } }]),
    ),
  };
  const text = toYamlDocuments([generator, ...services, dataplane]);
  const { artifacts, diagnostics } = run([{ file: 'matrix.yaml', text }], toYaml(options));
  const errors = diagnostics.filter(isError);
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  for (const { path, text: content } of artifacts) putFile(join(folder, 'dist'), path, content);
  return join(folder, 'dist');
}

/** What the host has to be told, as the output says it; a default route for the redirection, and addresses for servers. */
function prepareHost(mode: Mode, tree: string): void {
  const ip = (...args: string[]): void => void execFileSync('ip', args);
  // What is sent out there comes to nobody.
  ip('link', 'add', 'outside', 'type', 'veth', 'peer', 'name', 'nobody');
  ip('link', 'set', 'outside', 'arp', 'off', 'up');
  ip('link', 'set', 'nobody', 'up');
  ip('addr', 'add', '198.51.100.1/24', 'dev', 'outside');
  for (const last of ['1', '2', '3']) ip('addr', 'add', `fd00::${last}/64`, 'dev', 'lo', 'nodad');
  const files = join(tree, 'envoy', MESH, mode);
  if (mode.startsWith('redirect')) ip('route', 'add', 'default', 'via', '198.51.100.254');
  if (mode === 'local-route') execFileSync('sh', [join(files, 'route.sh')]);
  if (mode === 'redirect') execFileSync(tool('nft'), ['-f', join(files, 'capture.nft')]);
  if (mode === 'redirect-iptables')
    execFileSync('iptables-restore', ['--noflush'], { input: readFileSync(join(files, 'capture.iptables')) });
}

/** Our CoreDNS for the mesh, as written, and one that stands for all others. */
function nameServers(folder: string, tree: string, { names = {} }: Topic): Background[] {
  const records = Object.entries(names).flatMap(([name, addresses]) =>
    addresses.map((address) => `    ${address} ${name}`),
  );
  const corefile = `.:5353 {\n  bind 127.0.0.1\n  hosts {\n${records.join('\n')}\n  }\n  errors\n}\n`;
  putFile(folder, 'others/Corefile', corefile);
  const start = (name: string, config: string): Background =>
    new Background(name, tool('coredns'), ['-conf', config], join(folder, `${name}.log`), join(config, '..'));
  return [start('others', join(folder, 'others/Corefile')), start('own', join(tree, 'coredns', MESH, 'Corefile'))];
}

async function phases(folder: string, mode: Mode, all: Topic, signers: Signers, envoy: Envoy): Promise<Outcomes> {
  const outcomes: Record<string, Outcome[]> = Object.fromEntries(all.rows.map(({ name }) => [name, []]));
  const length = Math.max(...all.rows.map(({ tries }) => tries.length));
  for (let phase = 0; phase < length; phase++) {
    const servers = new Servers(signers);
    const specs = all.rows.flatMap(({ tries }) => tries[phase]?.servers ?? []);
    for (const spec of specs) await servers.listen(spec);
    await envoy.settled(
      all.rows.flatMap(({ name, tries }) => (tries[phase]?.answered ? [`meshexternalservice_${name}`] : [])),
    );
    for (const [i, row] of all.rows.entries()) {
      const one = row.tries[phase];
      if (one !== undefined) outcomes[row.name]?.push(await tried(folder, mode, row, one, i, servers));
    }
    await servers.close();
  }
  return outcomes;
}

async function tried(
  folder: string,
  mode: Mode,
  row: Row,
  one: Try,
  index: number,
  servers: Servers,
): Promise<Outcome> {
  const [seen, errors] = [servers.seen.length, servers.errors.length];
  const log = join(folder, 'access.log');
  const before = linesOf(log).length;
  const [host, port] =
    mode === 'ports' ? ['127.0.0.1', FIRST_PORT + index] : [`${row.name}.${ZONE}`, row.spec.match.port];
  const endings: string[] = [];
  for (let i = 0; i < (one.times ?? 1); i++) {
    const some = Array.from({ length: one.parallel ?? 1 }, () => ending(row, one, host, port));
    endings.push(...(await Promise.all(some)));
  }
  const own = (): Logged[] =>
    linesOf(log)
      .slice(before)
      .map((line) => JSON.parse(line) as Logged)
      .filter(({ service }) => service === row.name);
  await until(`the log of ${row.name}`, 5000, () =>
    Promise.resolve(own().length >= endings.length ? true : undefined),
  ).catch(() => undefined);
  // The server learns of a refusal after Envoy does.
  if (one.refused?.server !== undefined) await sleep(100);
  return {
    endings,
    seen: servers.seen.slice(seen),
    logged: own(),
    serverErrors: servers.errors.slice(errors),
  };
}

const linesOf = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
