import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tool } from '../../tools';
import { Background } from '../background';
import { get } from '../clients/http';
import { Envoy } from '../envoy';
import { ADMIN_PORT, MESH, dataplane, filesOf, generator, prepareNetwork, service, writeTree } from '../lab';
import { httpMirror } from '../servers/http';
import { Port } from '../servers/port';
import { type World, attempt, runWorld } from '../world';

const LIMIT_MS = 5000;
/** Longer than a proxy needs that waits for no name server. */
const PATIENCE_MS = 8000;
/** Nobody answers there. */
const SILENT_RESOLVER = '198.51.100.53:53';

/** Rows 9 and 11, whose effects show in a proxy as a whole; COMPATIBILITY says which way. */
runWorld(async (world) => {
  prepareNetwork();
  const port = await Port.listen('127.0.8.1', 8080, httpMirror());
  const results = { 'row 9': await attempt(() => twoOutbounds(world)), 'row 11': await attempt(() => silence(world)) };
  port.close();
  return results;
});

const to = (address: string): object => ({
  match: { port: 80, protocol: 'http' },
  endpoints: [{ address, port: 8080 }],
});

function files(world: World, name: string, address: string, envoy: object): string {
  const documents = [generator, service('web', to(address)), dataplane('client', { 20001: 'web', 20002: 'web' })];
  const options = { meshes: { [MESH]: { compatibility: process.env['COMPATIBILITY'], envoy } } };
  return filesOf(writeTree(join(world.folder, name), documents, options), 'client');
}

async function twoOutbounds(world: World): Promise<string> {
  const envoy = await Envoy.start(join(files(world, 'two', '127.0.8.1', {}), 'bootstrap.json'), world.folder);
  try {
    const statuses = [20001, 20002].map((port) =>
      get(`http://127.0.0.1:${port}/`, LIMIT_MS).then(
        ({ status }) => status,
        () => 'refused',
      ),
    );
    return (await Promise.all(statuses)).join(', ');
  } finally {
    await envoy.stop();
  }
}

async function silence(world: World): Promise<string> {
  const place = files(world, 'silent', 'name.test', { dnsResolvers: [SILENT_RESOLVER] });
  const args = ['-c', join(place, 'bootstrap.json'), '--disable-hot-restart', '--concurrency', '1'];
  const envoy = new Background('Envoy', tool('envoy'), args, join(world.folder, 'silent.log'));
  try {
    const end = Date.now() + PATIENCE_MS;
    const isReady = async (): Promise<boolean> =>
      (await get(`http://127.0.0.1:${ADMIN_PORT}/ready`, LIMIT_MS).catch(() => ({ status: 0 }))).status === 200;
    while (Date.now() < end) {
      if (await isReady()) return 'ready';
      await sleep(100);
    }
    return 'waits';
  } finally {
    await envoy.stop();
  }
}
