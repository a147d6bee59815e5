import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { growth, ratio } from '../goals';
import { measure } from '../measure';
import { builtApp } from '../programs';
import type { Row } from '../row';

const OURS = 'MeshApp, all outputs';
const THEIRS = 'cdk8s, custom resources alone';

/** A first run: no lock and no tree is there. */
const row: Row = {
  name: 'app',
  sizes: [100, 1000, 10_000],
  prepare: (size, folder) => {
    const [mesh, cdk8s] = [builtApp('mesh'), builtApp('cdk8s')];
    const cold = (app: string) => {
      for (const one of ['dist', 'meshext.lock.yaml']) rmSync(join(folder, one), { recursive: true, force: true });
      return measure(folder, process.execPath, [app, String(size)]);
    };
    return {
      contestants: [
        { name: OURS, run: () => cold(mesh) },
        { name: THEIRS, run: () => cold(cdk8s) },
      ],
    };
  },
  goals: [
    ratio('wall', 10_000, OURS, THEIRS, 0.8),
    ratio('memory', 10_000, OURS, THEIRS, 2),
    growth(OURS, 1000, 10_000, 11),
  ],
};

export default row;
