import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { testWith, tool } from '../tools';
import { PROJECT_ROOT } from './namespace';

const VALIDATION_LIMIT_MS = 60_000;

describe('every committed bootstrap', () => {
  const bootstraps = outputFolders().flatMap(bootstrapsUnder);

  test('is found, the one of the source example among them', () => {
    expect(bootstraps).toContain('dist/envoy/default/example/bootstrap.json');
  });

  for (const bootstrap of bootstraps) {
    testWith(['envoy'])(`passes validation by Envoy: ${bootstrap}`, () => {
      const validation = ['--mode', 'validate', '-c', bootstrap];
      const options = { cwd: PROJECT_ROOT, encoding: 'utf8', timeout: VALIDATION_LIMIT_MS } as const;
      const { status, stdout, stderr } = spawnSync(tool('envoy'), validation, options);
      expect({ status, said: stdout + stderr }).toEqual({
        status: 0,
        said: expect.stringContaining(`configuration '${bootstrap}' OK`) as string,
      });
    });
  }
});

/** `dist` and `examples/<name>/dist`, from the project root. */
function outputFolders(): string[] {
  const examples = join(PROJECT_ROOT, 'examples');
  const names = existsSync(examples) ? readdirSync(examples).sort() : [];
  return ['dist', ...names.map((name) => join('examples', name, 'dist'))];
}

function bootstrapsUnder(folder: string): string[] {
  const root = join(PROJECT_ROOT, folder);
  if (!existsSync(root)) return [];
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name === 'bootstrap.json')
    .map((file) => relative(PROJECT_ROOT, join(file.parentPath, file.name)))
    .sort();
}
