import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../goals';
import { measure } from '../measure';
import { builtApp, installedGo } from '../programs';
import type { Row } from '../row';

const OURS = 'MeshApp, all outputs';
const PEERS = join(__dirname, '../peers');

/** Other languages that generate configuration, here of the custom resources alone. */
const row: Row = {
  name: 'generators',
  sizes: [1000, 10_000],
  runs: 3,
  prepare: (size, folder) => {
    const app = builtApp('mesh');
    const jsonnet = installedGo('jsonnet', {
      module: 'github.com/google/go-jsonnet',
      version: '0.22.0',
      below: '/cmd/jsonnet',
    });
    const cue = installedGo('cue', { module: 'cuelang.org/go', version: '0.17.1', below: '/cmd/cue' });
    const ours = () => {
      for (const one of ['dist', 'meshext.lock.yaml']) rmSync(join(folder, one), { recursive: true, force: true });
      return measure(folder, process.execPath, [app, String(size)]);
    };
    const ofJsonnet = ['-y', '-V', `size=${size}`, '-o', 'jsonnet.yaml', join(PEERS, 'services.jsonnet')];
    const ofCue = [
      'export',
      '-f',
      '-t',
      `size=${size}`,
      '-o',
      'text:cue.yaml',
      '-e',
      'text',
      join(PEERS, 'services.cue'),
    ];
    return {
      contestants: [
        { name: OURS, run: ours },
        { name: 'jsonnet', run: () => measure(folder, jsonnet, ofJsonnet) },
        { name: 'cue', run: () => measure(folder, cue, ofCue) },
      ],
    };
  },
  goals: [1000, 10_000].flatMap((size) => [
    ratio('wall', size, OURS, 'jsonnet', 1),
    ratio('wall', size, OURS, 'cue', 1),
  ]),
};

export default row;
