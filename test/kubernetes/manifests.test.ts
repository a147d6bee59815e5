import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KumaVersion } from '../../src/model/model';
import { testWith, tool } from '../tools';
import { definitions } from './definitions';
import { type Document, ROOT, documentsIn, documentsOf, manifestFolders, releaseOf } from './manifests';

/** Every manifest of every example and golden case, as programs of Kubernetes read it. */

const folders = manifestFolders();
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'meshext-manifests-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Verdict {
  readonly status: string;
  readonly message?: string;
}

/** `<file>: <message>` of every document that is refused, and how many are not. */
function validate(version: string, release: KumaVersion, paths: readonly string[]) {
  const crds = join(scratch, release);
  mkdirSync(crds, { recursive: true });
  for (const { name, text } of definitions(release)) writeFileSync(join(crds, `${name}.yaml`), text);
  const args = ['--version', version, '--local-crds', crds, '--output', 'json', ...paths];
  const { stdout, stderr } = spawnSync(tool('kubectl-validate'), args, { cwd: ROOT, encoding: 'utf8' });
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const verdicts = Object.entries(JSON.parse(stdout) as Readonly<Record<string, readonly Verdict[]>>);
  const all = verdicts.flatMap(([file, found]) => found.map((one) => ({ file, ...one })));
  return {
    accepted: all.filter(({ status }) => status === 'Success').length,
    refused: all.filter(({ status }) => status !== 'Success').map(({ file, message }) => `${file}: ${message}`),
  };
}

// The releases of Kubernetes whose API cdk8s-plus-28 has, and the newest that is built in.
describe.each(['1.28', '1.30'])('kubectl-validate, Kubernetes %s', (version) => {
  const validated = testWith(['kubectl-validate']);

  for (const release of ['2.8', '2.14'] as const)
    validated(`takes all manifests for Kuma ${release}`, () => {
      const some = folders.filter((one) => releaseOf(one) === release);
      const documents = some.flatMap(documentsIn).length;
      expect(documents).toBeGreaterThan(0);
      expect(validate(version, release, some)).toEqual({ accepted: documents, refused: [] });
    });

  validated('refuses what the definition does not allow', () => {
    const file = join(scratch, 'bad.yaml');
    const spec = 'spec: { match: { port: 70000 }, endpoints: [{ port: 443 }] }';
    writeFileSync(
      file,
      `apiVersion: kuma.io/v1alpha1\nkind: MeshExternalService\nmetadata: { name: x, namespace: here }\n${spec}\n`,
    );
    const { accepted, refused } = validate(version, '2.8', [file]);
    expect({ accepted, refused }).toEqual({ accepted: 0, refused: [expect.stringContaining('spec.match.port')] });
  });
});

describe('kustomize builds the kustomization beside the manifests', () => {
  const key = (one: object): string => JSON.stringify(one);

  const isKustomized = (folder: string): boolean => existsSync(join(ROOT, dirname(folder), 'kustomization.yaml'));

  test('which is missing only where the manifests are for several clusters', () => {
    const without = folders.filter((folder) => !isKustomized(folder));
    expect(without).not.toEqual([]);
    for (const folder of without)
      expect(readdirSync(join(ROOT, folder))).toContainEqual(
        expect.stringMatching(/^default(@global|\.\w+)\.k8s\.yaml$/),
      );
  });

  for (const folder of folders.filter(isKustomized))
    testWith(['kustomize'])(dirname(folder), () => {
      const run = spawnSync(tool('kustomize'), ['build', dirname(folder)], { cwd: ROOT, encoding: 'utf8' });
      const objects = documentsIn(folder).map(({ object }) => object);
      if (new Set(documentsIn(folder).map(idOf)).size < objects.length) {
        // Two meshes have a service of one name: meshext warns of it, and one cluster cannot have both.
        expect(run.stderr).toContain('already registered id');
        return;
      }
      expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
      expect(
        documentsOf(run.stdout)
          .map(({ object }) => sorted(object))
          .map(key)
          .sort(),
      ).toEqual(objects.map(sorted).map(key).sort());
    });
});

const idOf = ({ kind, metadata }: Document): string => [kind, metadata.namespace, metadata.name].join();

/** With keys in order, which kustomize changes. */
const sorted = (value: object): object =>
  JSON.parse(JSON.stringify(value), (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  ) as object;
