import { join } from 'node:path';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import { MESH, RESOLVER, dataplane, filesOf, generator, service, startOtherNames, writeTree } from '../lab';
import { until } from '../poll';
import { Port, echo } from '../servers/port';
import { runWorld } from '../world';

const COUNT = 400;
const FIRST_PORT = 20000;
const LIMIT_MS = 30_000;

/** More names than a burst of questions by UDP gets answers for; all are to be known soon after the start. */
runWorld(async (world) => {
  const all = Array.from({ length: COUNT }, (_, i) => `name-${i}`);
  const documents = [
    generator,
    ...all.map((name) =>
      service(name, { match: { port: 80, protocol: 'tcp' }, endpoints: [{ address: `${name}.test`, port: 8080 }] }),
    ),
    dataplane('web', Object.fromEntries(all.map((name, i) => [FIRST_PORT + i, name]))),
  ];
  const options = { meshes: { [MESH]: { envoy: { dnsResolvers: [RESOLVER] } } } };
  const files = filesOf(writeTree(join(world.folder, 'dist'), documents, options), 'web');
  const names = startOtherNames(world.folder, Object.fromEntries(all.map((name) => [`${name}.test`, ['127.0.12.1']])));
  const server = await Port.listen('127.0.12.1', 8080, echo);
  const start = Date.now();
  const envoy = await Envoy.start(join(files, 'bootstrap.json'), world.folder);
  const ready = Date.now() - start;
  try {
    for (const i of all.keys())
      await until(`an answer of ${all[i]}`, LIMIT_MS, async () => {
        const { received } = await exchange('127.0.0.1', FIRST_PORT + i, Buffer.from('?'), LIMIT_MS);
        return received.length > 0 ? true : undefined;
      });
    const asked = (by: string): number =>
      names
        .log()
        .split('\n')
        .filter((line) => line.includes('A IN name-') && line.includes(`. ${by} `)).length;
    return { ready, answered: Date.now() - start - ready, byTcp: asked('tcp'), byUdp: asked('udp') };
  } finally {
    await envoy.stop();
    await names.stop();
    server.close();
  }
});
