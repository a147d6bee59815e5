import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Our package as jsii wants one: it compiles beside the sources, other packages are bundled or peers at their minimum. */
function jsiiManifest(own: Manifest): object {
  const { name, version, description, license, dependencies, peerDependencies } = own;
  return {
    ...{ name, version, description, license, dependencies, peerDependencies },
    author: { name },
    repository: { type: 'git', url: `https://example.invalid/${name}.git` },
    main: 'src/index.js',
    types: 'src/index.d.ts',
    bundledDependencies: Object.keys(dependencies),
    devDependencies: Object.fromEntries(
      Object.entries(peerDependencies).map(([peer, range]) => [peer, range.replace('^', '')]),
    ),
    jsii: { outdir: 'dist', versionFormat: 'short', targets: {} },
  };
}

/** The library's folder with a configuration of jsii's own. */
function scratchPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-jsii-'));
  const isSource = (path: string): boolean => basename(path) !== 'tsconfig.json';
  for (const part of ['src', 'imports', 'README.md']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true, filter: isSource });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(jsiiManifest(own)));
  return folder;
}

test('jsii accepts the public API, so that other languages can have it', () => {
  // GIVEN
  const folder = scratchPackage();
  try {
    // WHEN
    const args = ['--silence-warnings', 'reserved-word', '--fail-on-warnings'];
    const jsii = spawnSync(join(ROOT, 'node_modules/.bin/jsii'), args, { cwd: folder, encoding: 'utf8' });

    // THEN
    const output = jsii.status === 0 ? '' : jsii.stdout + jsii.stderr;
    expect({ status: jsii.status, output }).toEqual({ status: 0, output: '' });
    const assembly = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8')) as { readonly types: object };
    expect(Object.keys(assembly.types)).toContain('meshext.MeshExternalService');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
