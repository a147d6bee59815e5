import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { OWN_CODES } from '../../src/diagnostics/codes';
import { MeshextValidation, type MeshextValidationProperties } from '../../src/validation';

/** docs/gitops.md: what it shows is YAML, names what is there, and does what it says. */

const ROOT = resolve(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/gitops.md'), 'utf8');
const blocks = new Map([...PAGE.matchAll(/^```yaml (\S+)\n([^]*?)^```$/gm)].map(([, name, text]) => [name, text]));

interface Shown {
  readonly kind?: string;
  readonly metadata?: { readonly name: string };
  readonly spec?: { readonly path?: string; readonly source?: { readonly path: string }; readonly sourceRef?: object };
  readonly jobs?: {
    readonly dist: {
      readonly steps: readonly { readonly run?: string; readonly env?: Readonly<Record<string, string>> }[];
    };
  };
  readonly validations?: readonly {
    readonly package: string;
    readonly version: string;
    readonly class: string;
    readonly properties: MeshextValidationProperties;
  }[];
}

const shown = (name: string): Shown[] =>
  parseAllDocuments(blocks.get(name) ?? '').map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Shown;
  });

test('there are the blocks that are tried here, and no other', () => {
  expect([...blocks.keys()]).toEqual(['argo-cd', 'flux', 'workflow', 'validation']);
  expect([...PAGE.matchAll(/^```\w/gm)]).toHaveLength(blocks.size);
});

test('Argo CD and Flux are shown the folder of the kustomization', () => {
  const [application] = shown('argo-cd');
  const [repository, kustomization] = shown('flux');
  expect([application.kind, repository.kind, kustomization.kind]).toEqual([
    'Application',
    'GitRepository',
    'Kustomization',
  ]);
  expect(kustomization.spec?.sourceRef).toEqual({ kind: repository.kind, name: repository.metadata?.name });
  for (const path of [application.spec?.source?.path, kustomization.spec?.path])
    expect(existsSync(join(ROOT, path ?? '-', 'kustomization.yaml'))).toBe(true);
});

test('the commands of the workflow pass in this checkout', () => {
  const steps = (shown('workflow')[0].jobs?.dist.steps ?? []).filter(({ run }) => run?.startsWith('npx '));
  expect(steps).toHaveLength(1);
  for (const { run = '', env } of steps) {
    const { status, stdout } = spawnSync('sh', ['-c', run.replace('npx ', 'npx --no -- ')], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }
});

test('the plugin is where it is said to be, in the version of the package', () => {
  const [plugin] = shown('validation')[0].validations ?? [];
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  expect(plugin).toMatchObject({
    package: './node_modules/meshext/lib/validation',
    version,
    class: MeshextValidation.name,
  });
  expect(existsSync(join(ROOT, 'lib/validation.js'))).toBe(true);
  expect(() => new MeshextValidation(plugin.properties)).not.toThrow();
});

test('its codes are codes', () => {
  const named = [...PAGE.matchAll(/`((?:dist|foreign|path|kubernetes)-[a-z-]+)`/g)].map(([, code]) => code);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((code) => !Object.hasOwn(OWN_CODES, code))).toEqual([]);
});
