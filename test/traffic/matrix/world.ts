import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ir, Mesh, Proxy } from '../../../src/ir/ir';
import { connection } from '../../../src/traffic/connection';
import { putFile } from '../../written';
import { Authority, selfSignedClient } from '../certificates';
import { RESOLV_CONF } from '../coredns';
import { Envoy } from '../envoy';
import {
  APPLICATION_PORT,
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
  service,
  startOtherNames,
  startOwnNames,
} from '../lab';
import { until } from '../poll';
import { GrpcServer } from '../servers/grpc';
import { runWorld } from '../world';
import { agreement } from './agreement';
import { ending } from './clients';
import { amongOthers, hasCrowd, logInChains, others, serviceOf } from './crowd';
import { probed, probes } from './probes';
import type { Logged, MatrixResult, Mode, Outcome, Outcomes, ProbeResult } from './result';
import { type Row, type Topic, type Try, filled, topic } from './rows';
import { Servers, type Signers } from './servers';

const FIRST_PORT = 20000;
const logOf = (folder: string): string => join(folder, 'access.log');

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
  const result = compiled(world.folder, mode, all);
  const tree = put(join(world.folder, 'dist'), result);
  const files = filesOf(tree, mode);
  const bootstrap = join(files, 'bootstrap.json');
  if (hasCrowd(mode)) logInChains(bootstrap, logOf(world.folder));
  prepareNetwork();
  applyCapture(files, hasCrowd(mode) ? 'redirect' : mode);
  world.cover('/etc/resolv.conf', RESOLV_CONF);
  const names = [startOtherNames(world.folder, all.names ?? {}), startOwnNames(world.folder, tree)];
  try {
    const envoy = await Envoy.start(bootstrap, world.folder);
    try {
      const run: Run = { folder: world.folder, mode, topic: all, ir: result.ir };
      const triedAll = async (): Promise<MatrixResult> => ({
        outcomes: await phases(run, signers, envoy),
        probes: await probedAll(run, signers),
      });
      return hasCrowd(mode) ? await amongOthers(bootstrap, signers, all.rows[0], triedAll) : await triedAll();
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

/** What the rows mean, and the files for them; one Dataplane in the mode that is tried. */
function compiled(folder: string, mode: Mode, { rows, mesh = {}, kumaVersion }: Topic): ReturnType<typeof judged> {
  const ownLog = hasCrowd(mode) ? {} : { accessLog: { format: 'json', path: logOf(folder) } };
  const services = [...rows, ...(hasCrowd(mode) ? others(rows) : [])];
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
          configDir: join(folder, 'dist/envoy'),
        },
      },
    },
    services: Object.fromEntries(
      services.map(({ name, envoy }) => [`${MESH}/${name}`, { envoy: { ...ownLog, ...envoy } }]),
    ),
  };
  const documents = [
    generator,
    ...services.map(({ name, spec }) => service(name, spec)),
    dataplane(mode, mode === 'ports' ? outbounds : {}),
  ];
  return judged(documents, options);
}

/** What a run knows. */
interface Run {
  readonly folder: string;
  readonly mode: Mode;
  readonly topic: Topic;
  readonly ir: Ir;
}

async function phases(run: Run, signers: Signers, envoy: Envoy): Promise<Outcomes> {
  const { rows } = run.topic;
  const outcomes: Record<string, Outcome[]> = Object.fromEntries(rows.map(({ name }) => [name, []]));
  const length = Math.max(...rows.map(({ tries }) => tries.length));
  for (let phase = 0; phase < length; phase++) {
    const servers = new Servers(signers);
    const specs = rows.flatMap(({ tries }) => tries[phase]?.servers ?? []);
    for (const spec of specs) await servers.listen(spec);
    await envoy.settled(
      rows.flatMap(({ name, tries }) => (tries[phase]?.answered ? [`meshexternalservice_${name}`] : [])),
    );
    for (const [i, row] of rows.entries()) {
      const one = row.tries[phase];
      if (one !== undefined) outcomes[row.name]?.push(await tried(run, row, one, i, servers));
    }
    await servers.close();
  }
  return outcomes;
}

async function probedAll({ mode, topic: { rows }, ir }: Run, signers: Signers): Promise<ProbeResult[]> {
  const servers = new Servers(signers);
  await servers.listen({ at: `127.0.0.1:${APPLICATION_PORT}`, speaks: 'tcp' });
  const results: ProbeResult[] = [];
  for (const probe of probes(mode, rows[0])) results.push(await probed(probe, expectationOf(ir).from(mode)));
  await servers.close();
  return results;
}

/** The mesh and the proxy of the run. */
function only({ meshes: [mesh] }: Ir): [Mesh, Proxy] {
  return [mesh, mesh.proxies[0]];
}

async function tried(run: Run, row: Row, one: Try, index: number, servers: Servers): Promise<Outcome> {
  const { folder, mode, ir, topic } = run;
  const [seen, errors] = [servers.seen.length, servers.errors.length];
  const log = logOf(folder);
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
      .filter((line) => serviceOf(line) === row.name);
  await until(`the log of ${row.name}`, 5000, () =>
    Promise.resolve(own().length >= endings.length ? true : undefined),
  ).catch(() => undefined);
  // The server learns of a refusal after Envoy does.
  if (one.refused?.server !== undefined) await sleep(100);
  const live = {
    endings,
    seen: servers.seen.slice(seen),
    logged: own(),
    serverErrors: servers.errors.slice(errors),
  };
  const declared = {
    answer: connection(...only(ir), host, port),
    connection: expectationOf(ir).from(mode).to(host, port),
  };
  return { ...live, agreement: agreement(declared, row, one, live, topic.names) };
}

const linesOf = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
