import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { limit } from '../goals';
import { measure } from '../measure';
import { builtApp } from '../programs';
import type { Row } from '../row';

const OURS = 'MeshApp, all outputs';
const SIZE = 100_000;

/** More services than anybody has: it has to end, in memory that a laptop has. */
const row: Row = {
  name: 'huge',
  sizes: [SIZE],
  runs: 1,
  prepare: (size, folder) => {
    const app = builtApp('mesh');
    const ours = () => {
      for (const one of ['dist', 'meshext.lock.yaml']) rmSync(join(folder, one), { recursive: true, force: true });
      return measure(folder, process.execPath, [app, String(size)]);
    };
    return { contestants: [{ name: OURS, run: ours }] };
  },
  goals: [limit('memory', SIZE, OURS, 2048)],
};

export default row;
