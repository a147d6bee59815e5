import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';

export const COMMAND = join(__dirname, '../../lib/cli/main.js');

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a process of its own; `input` is its standard input. */
export function meshext(cwd: string, args: readonly string[], input = ''): Finished {
  return finished(cwd, process.execPath, [COMMAND, ...args], input);
}

/** The same, started by another program (`unshare --net`, for instance). */
export function meshextBehind(program: string, before: readonly string[], cwd: string, args: readonly string[]) {
  return finished(cwd, program, [...before, process.execPath, COMMAND, ...args], '');
}

function finished(cwd: string, program: string, args: readonly string[], input: string): Finished {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

export type Files = Readonly<Record<string, string>>;

/** A new folder with these files for each test, gone afterwards. */
export function workFolder(files: Files = {}): { readonly path: string } {
  const folder = { path: '' };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'meshext-cli-'));
    put(folder.path, files);
  });
  afterEach(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}

export function put(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Every file below a folder and its text; without our own records unless asked for. */
export function tree(folder: string, root: string, own = false): Record<string, string> {
  const files = readdirSync(join(folder, root), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .map((path) => [relative(join(folder, root), path).replaceAll(sep, '/'), readFileSync(path, 'utf8')] as const);
  return Object.fromEntries(files.filter(([path]) => own || !path.startsWith('.meshext/')).sort());
}

export const service = (name: string, port = 443): string =>
  `type: MeshExternalService
name: ${name}
mesh: default
spec:
  match: { port: ${port}, protocol: tcp }
  endpoints: [{ address: ${name}.example.com, port: 443 }]
`;

export const generator = `type: HostnameGenerator
name: example
spec:
  selector: { meshExternalService: {} }
  template: '{{ .DisplayName }}.svc.meshext.local'
`;

export const dataplane = (name: string, backend: string): string =>
  `type: Dataplane
mesh: default
name: ${name}
networking:
  address: 127.0.0.1
  inbound: [{ port: 18080, servicePort: 8080, tags: { kuma.io/service: ${name} } }]
  outbound: [{ port: 21000, backendRef: { kind: MeshExternalService, name: ${backend} } }]
`;

export const documents = (...texts: readonly string[]): string => texts.join('---\n');
