import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isError } from '../../src/diagnostics/diagnostic';
import { run } from '../../test/run';
import { Authority } from '../../test/traffic/certificates';
import { runInNamespace } from '../../test/traffic/namespace';
import type { Contest, Contestant, Measurement } from '../row';
import { kumaShape } from './kuma';
import { type EnvoyService, type Variant, declared, envoyServices } from './services';
import type { Seen } from './world';

const RUN_LIMIT_MS = 600_000;

/** A bootstrap of the same services, by the name that it has in the table. */
export interface Entry extends Variant {
  readonly name: string;
  readonly asKuma?: boolean;
}

export const readyName = (name: string): string => `${name}: ready`;
export const answeredName = (name: string): string => `${name}: all answered`;

/** Each entry is run once a round and seen at two moments. */
export function envoyContest(size: number, folder: string, entries: readonly Entry[]): Contest {
  const services = envoyServices(size);
  const ask = join(folder, 'ask');
  execFileSync('go', ['build', '-o', ask, '.'], { cwd: join(__dirname, 'ask') });
  const { cert, key } = certificates(folder);
  writeFileSync(join(folder, 'server.crt'), cert);
  writeFileSync(join(folder, 'server.key'), key);
  writeFileSync(join(folder, 'services.json'), JSON.stringify(services));
  writeFileSync(join(folder, 'names'), services.map(({ at, host }) => `${at} ${host}\n`).join(''));
  writeFileSync(join(folder, 'Corefile'), '.:5353 {\n  bind 127.0.0.1\n  hosts names\n}\n');
  return { contestants: entries.flatMap((entry) => contestants(entry, services, folder, ask)) };
}

function certificates(folder: string): { readonly cert: string; readonly key: string } {
  const authority = new Authority(folder, 'authority');
  writeFileSync(join(folder, 'ca.pem'), authority.certificate);
  return authority.serverIdentity('*.test');
}

function contestants(entry: Entry, services: readonly EnvoyService[], folder: string, ask: string): Contestant[] {
  const bootstrap = written(entry, services, folder);
  let last: Seen | undefined;
  const world = join(__dirname, 'world.ts');
  const measured = async (): Promise<Measurement> => {
    last = await runInNamespace<Seen>(world, RUN_LIMIT_MS, { ASK: ask, FOLDER: folder, BOOTSTRAP: bootstrap });
    return { wall: last.ready, memory: last.readyMemory };
  };
  return [
    { name: readyName(entry.name), run: measured },
    {
      name: answeredName(entry.name),
      run: () => {
        if (last === undefined) throw new Error('Nothing was measured yet.');
        return { wall: last.answered, cpu: last.cpu, memory: last.memory };
      },
    },
  ];
}

/** Where the bootstrap of an entry stands; what redirects to it stands in the folder. */
function written(entry: Entry, services: readonly EnvoyService[], folder: string): string {
  const { input, options } = declared(services, entry, join(folder, 'ca.pem'));
  const { artifacts, diagnostics } = run([{ file: 'bench.yaml', text: input }], options, undefined, ['envoy']);
  const textOf = (file: string): string | undefined =>
    artifacts.find(({ path }) => path === `envoy/default/all/${file}`)?.text;
  const ours = textOf('bootstrap.json');
  if (ours === undefined) throw new Error(JSON.stringify(diagnostics.filter(isError).slice(0, 5), null, 2));
  const place = join(folder, entry.name.replaceAll(/\W+/g, '-'));
  mkdirSync(place);
  const path = join(place, 'bootstrap.json');
  const parsed = JSON.parse(ours) as Parameters<typeof kumaShape>[0];
  writeFileSync(path, entry.asKuma === true ? JSON.stringify(kumaShape(parsed)) : ours);
  const rules = textOf('capture.nft');
  if (rules !== undefined) writeFileSync(join(folder, 'capture.nft'), rules);
  return path;
}
