import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tool } from '../tools';
import { Background } from '../traffic/background';
import type { World } from '../traffic/world';
import { putFile } from '../written';

/**
 * A host without its systemd: `/etc` is a copy, `/run` is empty, and a `systemctl` writes down what it is told. What a unit says
 * is then done by hand, with the rights that the unit gives.
 */

/** Of the range that systemd takes the users of DynamicUser from. */
const USER = '61200';
const UNITS = '/etc/systemd/system';

/** Programs that units name, put where the users of units can reach them. */
export const PROGRAMS = { envoyPath: '/etc/programs/envoy', corednsPath: '/etc/programs/coredns' };

export class Machine {
  private readonly running = new Map<string, Background>();
  private readonly log: string;

  constructor(private readonly world: World) {
    this.log = join(world.folder, 'systemctl.log');
    const etc = join(world.folder, 'etc');
    execFileSync('cp', ['-a', '/etc', etc]);
    execFileSync('mount', ['--bind', etc, '/etc']);
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
    mkdirSync('/run/systemd/system', { recursive: true });
    for (const path of Object.values(PROGRAMS)) {
      putFile('/', path, '');
      execFileSync('mount', ['--bind', tool(basename(path)), path]);
    }
    putFile(world.folder, 'bin/systemctl', recorder(world.folder));
    execFileSync('chmod', ['755', join(world.folder, 'bin/systemctl'), world.folder]);
  }

  /** Runs a script of the output tree as root; gives back what it said, and what it told systemd. */
  run(script: string, ...args: readonly string[]): { readonly said: string; readonly told: readonly string[] } {
    writeFileSync(this.log, '');
    const PATH = `${join(this.world.folder, 'bin')}:${process.env['PATH']}`;
    const run = spawnSync('sh', [script, ...args], { encoding: 'utf8', env: { ...process.env, PATH } });
    if (run.status !== 0) throw new Error(`${script}: ${run.stderr}`);
    return { said: run.stdout + run.stderr, told: readFileSync(this.log, 'utf8').split('\n').filter(Boolean) };
  }

  /** Does what `systemctl start` would do for a unit. */
  start(name: string): void {
    const unit = this.read(name);
    if (valueOf(unit, 'Type') === 'oneshot')
      return valuesOf(unit, 'ExecStart').forEach((command) => this.runOnce(unit, command));
    const [command] = valuesOf(unit, 'ExecStart');
    const [program, ...args] = confined(unit, command);
    const folder = valueOf(unit, 'WorkingDirectory') ?? '/';
    this.running.set(name, new Background(name, program, args, join(this.world.folder, `${name}.log`), folder));
  }

  /** Does what `systemctl stop` would do. */
  async stop(name: string): Promise<void> {
    await this.running.get(name)?.stop();
    if (!existsSync(join(UNITS, name))) return;
    const unit = this.read(name);
    for (const command of valuesOf(unit, 'ExecStop')) this.runOnce(unit, command.replace(/^-/, ''));
  }

  async stopAll(): Promise<void> {
    for (const one of this.running.values()) await one.stop();
  }

  logOf(name: string): string {
    return this.running.get(name)?.log() ?? '';
  }

  read(name: string): Unit {
    return readFileSync(join(UNITS, name), 'utf8')
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  }

  private runOnce(unit: Unit, command: string): void {
    const [program, ...args] = confined(unit, command);
    execFileSync(program, args, { cwd: valueOf(unit, 'WorkingDirectory') ?? '/', stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

/** Every path below a folder. */
export const pathsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

type Unit = readonly (readonly [key: string, value: string])[];
const valuesOf = (unit: Unit, key: string): string[] => unit.filter(([one]) => one === key).map(([, value]) => value);
const valueOf = (unit: Unit, key: string): string | undefined => valuesOf(unit, key).at(-1);

/** A command with the user, the groups and the capabilities of its unit, and no way to get others. */
function confined(unit: Unit, command: string): string[] {
  const named = valueOf(unit, 'SupplementaryGroups') ?? valueOf(unit, 'Group') ?? '';
  const group = execFileSync('getent', ['group', named], { encoding: 'utf8' });
  const user = valueOf(unit, 'User') ?? USER;
  const capabilities = (key: string): string =>
    [
      '-all',
      ...(valueOf(unit, key) ?? '')
        .split(' ')
        .filter(Boolean)
        .map((one) => `+${one.slice('CAP_'.length).toLowerCase()}`),
    ].join();
  const ambient = capabilities('AmbientCapabilities');
  return [
    'setpriv',
    ...['--reuid', user, '--regid', user, '--groups', group.split(':')[2]],
    ...['--no-new-privs', `--bounding-set=${capabilities('CapabilityBoundingSet')}`],
    ...[`--inh-caps=${ambient}`, `--ambient-caps=${ambient}`],
    ...command.split(' '),
  ];
}

/** Answers as systemd would where units are what they were told to be. */
const recorder = (folder: string): string => `#!/bin/sh
[ "$1" != --quiet ] || shift
state=${folder}/units
touch "$state"
case $1 in
  is-active | is-enabled) exec grep -qx "$1 $2" "$state" ;;
  enable) echo "is-enabled $2" >>"$state" ;;
  start | restart) echo "is-active $2" >>"$state" ;;
  stop) sed -i "/^is-active $2$/d" "$state" ;;
  disable) sed -i "/ $3$/d" "$state" ;;
esac
echo "$*" >>${join(folder, 'systemctl.log')}
`;
