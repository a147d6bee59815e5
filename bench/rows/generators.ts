import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchServices } from '../apps/services';
import { ratio } from '../goals';
import { measure } from '../measure';
import { type Files, checkSame, filesBelow } from '../peers/same';
import { builtApp, installedGo } from '../programs';
import type { Row } from '../row';

const OURS = 'MeshApp';
const SIZES = [100, 1000, 10_000];
const LOCK = 'meshext.lock.yaml';
const PEERS = join(__dirname, '../peers');
const JSONNET = { module: 'github.com/google/go-jsonnet', version: '0.22.0', below: '/cmd/jsonnet' };
const CUE = { module: 'cuelang.org/go', version: '0.17.1', below: '/cmd/cue' };

/** Other languages that generate configuration. Their programs write the same outputs, which is checked before. */
const row: Row = {
  name: 'generators',
  sizes: SIZES,
  runs: 3,
  prepare: (size, folder) => {
    const [app, jsonnet, cue] = [builtApp('mesh'), installedGo('jsonnet', JSONNET), installedGo('cue', CUE)];
    const ours = () => measure(folder, process.execPath, [app, String(size)]);
    const ofJsonnet = () => measure(folder, jsonnet, jsonnetArguments(size));
    const ofCue = () => measure(folder, cue, cueArguments(size));
    const contestants = [
      { name: OURS, run: ours },
      { name: 'jsonnet', run: ofJsonnet },
      { name: 'cue', run: ofCue },
    ];
    writeFileSync(join(folder, LOCK), vipsInOrder(size));
    for (const { run } of contestants) run();
    checkSame(filesBelow(join(folder, 'dist')), {
      jsonnet: filesBelow(join(folder, 'jsonnet')),
      cue: textsOf(join(folder, 'cue.json')),
    });
    return { contestants: contestants.map(({ name, run }) => ({ name, run: () => cold(folder, run) })) };
  },
  goals: SIZES.flatMap((size) => [ratio('wall', size, OURS, 'jsonnet', 1), ratio('wall', size, OURS, 'cue', 1)]),
};

const jsonnetArguments = (size: number): string[] => {
  const program = join(PEERS, 'jsonnet/outputs.jsonnet');
  return ['-S', '-c', '-m', 'jsonnet', '-V', `size=${size}`, program];
};

/** One file with a text for each path: where cue writes them itself (`cue cmd`), it takes three times as long. */
function cueArguments(size: number): string[] {
  const folder = join(PEERS, 'cue');
  const program = readdirSync(folder).map((file) => join(folder, file));
  return ['export', '-t', `size=${size}`, '-e', 'files', '-o', 'json:cue.json', ...program];
}

const textsOf = (file: string): Files =>
  new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>));

/** The addresses that the other programs count up to; without a lock, ours follow from hashes of names. */
const vipsInOrder = (size: number): string =>
  benchServices(size)
    .map(({ name }, i) => `default/${name}: 242.${(i + 1) >> 16}.${((i + 1) >> 8) & 255}.${(i + 1) & 255}\n`)
    .join('');

function cold<Result>(folder: string, run: () => Result): Result {
  for (const one of ['dist', LOCK, 'jsonnet', 'cue.json']) rmSync(join(folder, one), { recursive: true, force: true });
  return run();
}

export default row;
