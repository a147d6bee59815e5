import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Background } from '../../test/traffic/background';
import { get } from '../../test/traffic/clients/http';
import { ip, prepareNetwork } from '../../test/traffic/lab';
import { type World, runWorld } from '../../test/traffic/world';
import { tool } from '../../test/tools';
import { cpuMs, residentMiB } from '../process';

/** One Envoy with one bootstrap, from its start until every service has answered. */
export interface Seen {
  /** Milliseconds from start until it says that it is ready, and until every service has answered. */
  readonly ready: number;
  readonly answered: number;
  /** MiB that are resident when it is ready, and after all answers. */
  readonly readyMemory: number;
  readonly memory: number;
  /** Milliseconds of user and system, until all have answered. */
  readonly cpu: number;
}

const LIMIT_MS = 240_000;
const SETTLE_MS = 1000;

runWorld(async (world) => {
  const { ASK = '', FOLDER = '', BOOTSTRAP = '' } = process.env;
  prepareNetwork();
  ip('route', 'replace', 'default', 'via', '198.51.100.254');
  execFileSync(tool('nft'), ['-f', join(FOLDER, 'capture.nft')]);
  const beside = [
    new Background('servers', ASK, ['serve', FOLDER], join(world.folder, 'servers.log')),
    new Background('CoreDNS', tool('coredns'), ['-conf', 'Corefile'], join(world.folder, 'coredns.log'), FOLDER),
  ];
  await new Promise((done) => setTimeout(done, SETTLE_MS));
  try {
    return await seen(world, BOOTSTRAP, () => promisify(execFile)(ASK, ['all', join(FOLDER, 'services.json')]));
  } finally {
    for (const one of beside) await one.stop();
  }
});

async function seen(world: World, bootstrap: string, askAll: () => Promise<unknown>): Promise<Seen> {
  const args = ['-c', bootstrap, '--disable-hot-restart', '--concurrency', '1', '--log-level', 'error'];
  const start = performance.now();
  const envoy = new Background('Envoy', tool('envoy'), args, join(world.folder, 'envoy.log'));
  try {
    await envoy.until('ready', LIMIT_MS, async () =>
      (await get('http://127.0.0.1:9901/ready', LIMIT_MS)).status === 200 ? true : undefined,
    );
    const ready = performance.now() - start;
    const readyMemory = residentMiB(envoy.pid);
    await askAll();
    const answered = performance.now() - start;
    const cpu = cpuMs(envoy.pid);
    return { ready, answered, readyMemory, memory: residentMiB(envoy.pid), cpu };
  } finally {
    await envoy.stop();
  }
}
