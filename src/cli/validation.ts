import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LONGEST_TEXT } from '../backends/backend';
import { bootstrapProblems } from '../backends/envoy/check';
import { withStandIns } from '../backends/envoy/stand-ins';
import { wholeBootstrap } from '../backends/envoy/whole';

type Json = Readonly<Record<string, unknown>>;

const LIMIT = 900_000; // milliseconds; most take less than one second, and 25,000 services some minutes

/** What can be judged of a proxy before its host is there. */
export interface Prepared {
  /** Configurations that Envoy has to accept; none when the files make no whole. */
  readonly configs: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Writes what Envoy is to validate into `folder`: the files as they are, and all as one static bootstrap, since Envoy does not
 * look into the files. What they name on their host is replaced.
 *
 * @param proxy the folder of the proxy, with its bootstrap
 */
export function prepare(proxy: string, folder: string): Prepared {
  const bootstrap = jsonFile(join(proxy, 'bootstrap.json'));
  if (typeof bootstrap === 'string') return { configs: [], problems: [bootstrap] };
  const used = new Set<string>();
  const whole = wholeBootstrap(bootstrap, (path) => {
    const file = below(proxy, path);
    if (file === undefined) return `${path} is named, and no such file stands beside the bootstrap`;
    used.add(file);
    return jsonFile(join(proxy, file));
  });
  const problems = [...whole.problems, ...bootstrapProblems(whole.bootstrap)];
  if (whole.problems.length > 0) return { configs: [], problems };
  mkdirSync(folder, { recursive: true });
  const configs = [written(folder, 'whole.json', whole.bootstrap)];
  if (used.size > 0) configs.push(asTheyAre(proxy, folder, bootstrap, [...used]));
  return { configs, problems };
}

/** The bootstrap of a copy of the files that finds the others of the copy. */
function asTheyAre(proxy: string, folder: string, bootstrap: Json, files: readonly string[]): string {
  for (const file of files) written(folder, file, placed(jsonFile(join(proxy, file)), proxy, folder));
  return written(folder, 'bootstrap.json', placed(bootstrap, proxy, folder));
}

function written(folder: string, file: string, value: unknown): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(withStandIns(value)));
  return path;
}

/** With the paths of the copy in place of those of the host. */
function placed(value: unknown, proxy: string, folder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => placed(one, proxy, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, one]) => {
      const path = key === 'path_config_source' ? (one as Json)['path'] : undefined;
      const file = typeof path === 'string' ? below(proxy, path) : undefined;
      return [key, file === undefined ? placed(one, proxy, folder) : { path: join(folder, file) }];
    }),
  );
}

/** The file beside the bootstrap that a path on the host means: the longest end of the path that exists there. */
function below(proxy: string, path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map((_, i) => parts.slice(i).join('/')).find((file) => existsSync(join(proxy, file)));
}

/** The object in a file, or a sentence on why there is none. */
function jsonFile(path: string): Json | string {
  const { size } = statSync(path);
  if (size > LONGEST_TEXT) return `${path} has ${size} bytes, and more than ${LONGEST_TEXT} cannot be read at once`;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `${path} is no JSON object`;
}

/** What Envoy says against a configuration; nothing when it would start with it. */
export function complaint(envoy: string, config: string): string | undefined {
  const args = ['--mode', 'validate', '--log-level', 'warn', '--log-format', '%v', '--concurrency', '1', '-c', config];
  const { status, signal, error, stdout, stderr } = spawnSync(envoy, args, { encoding: 'utf8', timeout: LIMIT });
  if (status === 0) return undefined;
  if (error !== undefined) return `${envoy} could not judge it: ${error.message}`;
  const said = withoutSecrets(`${stderr}${stdout}`.trim());
  return said === '' ? `${envoy} ended with ${signal ?? status}` : said;
}

/** What stands inline in a configuration must not come out with what Envoy cites of it. */
const withoutSecrets = (text: string): string =>
  text.replace(/-----BEGIN[^]*?(-----END [A-Z ]*-----|$)/g, '[PEM]').replace(/[A-Za-z0-9+/=]{60,}/g, '[base64]');
