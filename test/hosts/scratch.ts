import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toYaml } from '../../src/yaml';
import { toYamlDocuments } from '../yaml-text';
import { run } from '../run';
import { type Document, dataplane, generator, service } from '../traffic/lab';
import { putFile } from '../written';

/** Output trees for hosts, and a scratch root for their `install.sh`, where it asks systemd for nothing. */

export const folder = mkdtempSync(join(tmpdir(), 'meshext-install-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const SERVICES = ['payments', 'stock'].map((name) =>
  service(name, {
    match: { port: 443, protocol: 'tcp' },
    endpoints: [{ address: `${name}.example.com`, port: 443 }],
    tls: { enabled: true, verification: { caCert: { secret: `${name}-ca` } } },
  }),
);
const inMesh = (mesh: string) => (document: object) => ({ ...document, mesh });
const isOfMesh = (document: object): boolean => 'mesh' in document;

/** An output tree with Dataplanes shop and till in mesh default, and front in mesh other. */
export function tree(name: string, settings: object = {}, services: readonly Document[] = SERVICES): string {
  const documents = [
    generator,
    ...services,
    dataplane('shop'),
    dataplane('till'),
    ...[...services, dataplane('front')].filter(isOfMesh).map(inMesh('other')),
  ];
  const mesh = { envoy: { capture: 'redirect' }, delivery: [{ host: {} }] };
  const options = {
    meshes: { default: { ...mesh, ...settings }, other: { ...mesh, vips: { cidr: '10.9.0.0/16' } } },
    dataplanes: { 'default/till': { envoy: { capture: 'ports' } } },
  };
  const { artifacts, diagnostics } = run([{ file: 'host.yaml', text: toYamlDocuments(documents) }], toYaml(options));
  if (artifacts.length === 0) throw new Error(JSON.stringify(diagnostics, null, 2));
  for (const { path, text } of artifacts) putFile(join(folder, name), path, text);
  return join(folder, name, 'hosts');
}

/** Another one for each test. */
export let root = '';
beforeEach(() => {
  root = mkdtempSync(join(folder, 'a root ')); // a path with spaces
  putFile(root, 'etc/systemd/system/other.service', 'of somebody else\n');
  putFile(root, 'etc/meshext/other', 'of somebody else\n');
});

export function script(
  path: string,
  ...args: readonly string[]
): { status: number | null; said: string; failed: string } {
  const { status, stdout, stderr } = spawnSync('sh', [path, ...args, '--root', root], { encoding: 'utf8' });
  return { status, said: stdout, failed: stderr };
}

/** Everything below the root: folders, where links lead, texts and modes of files. */
export const everything = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((path) => {
        const found = lstatSync(join(root, path));
        const mode = (found.mode & 0o777).toString(8);
        if (found.isSymbolicLink()) return [path, `-> ${readlinkSync(join(root, path))}`];
        return [path, found.isFile() ? `${mode} ${readFileSync(join(root, path), 'utf8')}` : mode];
      }),
  );
export const text = (path: string): string => readFileSync(join(root, path), 'utf8');
export const there = (): string[] => Object.keys(everything());

export function secrets(name: string, values: Readonly<Record<string, string>>): string {
  for (const [secret, value] of Object.entries(values)) putFile(join(folder, name), `${secret}/value`, value);
  return join(folder, name);
}
