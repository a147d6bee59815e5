import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { putFile } from '../../written';
import { Authority, selfSignedClient } from '../certificates';
import { RESOLV_CONF } from '../coredns';
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
  service,
  startOtherNames,
  startOwnNames,
  writeTree,
} from '../lab';
import { until } from '../poll';
import { GrpcServer } from '../servers/grpc';
import { runWorld } from '../world';
import { ending } from './clients';
import type { Logged, Mode, Outcome, Outcomes } from './result';
import { type Row, type Topic, type Try, filled, topic } from './rows';
import { Servers, type Signers } from './servers';

const FIRST_PORT = 20000;

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
  prepareNetwork();
  applyCapture(filesOf(tree, mode), mode);
  world.cover('/etc/resolv.conf', RESOLV_CONF);
  const names = [startOtherNames(world.folder, all.names ?? {}), startOwnNames(world.folder, tree)];
  try {
    const envoy = await Envoy.start(join(filesOf(tree, mode), 'bootstrap.json'), world.folder);
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
  const accessLog = { format: 'json', path: join(folder, 'access.log') };
  const outbounds = Object.fromEntries(rows.map(({ name }, i) => [FIRST_PORT + i, name]));
  const options = {
    ...(kumaVersion === undefined ? {} : { kumaVersion }),
    meshes: {
      [MESH]: {
        ...mesh,
        vips: { cidr: mode === 'bound' ? '127.66.0.0/16' : '242.0.0.0/8' },
        envoy: {
          ...(mode === 'ports' ? {} : { capture: mode.startsWith('redirect') ? 'redirect' : mode }),
          dnsResolvers: [RESOLVER],
          systemCaPath: join(folder, 'system-ca.pem'),
          secretsDir: join(folder, 'secrets'),
          configDir: filesOf(join(folder, 'dist'), mode),
        },
      },
    },
    services: Object.fromEntries(
      rows.map(({ name, envoy }) => [`${MESH}/${name}`, { envoy: { accessLog, ...envoy } }]),
    ),
  };
  const documents = [
    generator,
    ...rows.map(({ name, spec }) => service(name, spec)),
    dataplane(mode, mode === 'ports' ? outbounds : {}),
  ];
  return writeTree(join(folder, 'dist'), documents, options);
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
