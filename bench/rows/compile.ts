import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchYaml } from '../apps/yaml';
import { growth, ratio } from '../goals';
import { measure } from '../measure';
import { COMMAND, builtGo } from '../programs';
import type { Row } from '../row';

const OURS = 'meshext compile';
const THEIRS = 'Go, reads and writes';

/** From YAML to all outputs, against a program that only reads the same documents and writes them again. */
const row: Row = {
  name: 'compile',
  sizes: [100, 1000, 10_000],
  prepare: (size, folder) => {
    writeFileSync(join(folder, 'input.yaml'), benchYaml(size));
    const program = builtGo('roundtrip');
    const ours = () => {
      for (const one of ['dist', 'meshext.lock.yaml']) rmSync(join(folder, one), { recursive: true, force: true });
      return measure(folder, process.execPath, [COMMAND, 'compile', 'input.yaml']);
    };
    return {
      contestants: [
        { name: OURS, run: ours },
        { name: THEIRS, run: () => measure(folder, program, ['input.yaml', 'output.yaml']) },
      ],
    };
  },
  goals: [ratio('wall', 10_000, OURS, THEIRS, 1), growth(OURS, 1000, 10_000, 11)],
};

export default row;
