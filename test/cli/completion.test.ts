import { spawnSync } from 'node:child_process';
import { testWith, tool } from '../tools';
import { meshext, workFolder } from './meshext';

const folder = workFolder({ 'services.yaml': '' });
const script = (shell: string): string => meshext(folder.path, ['completion', shell]).stdout;

/** What bash offers for the last word of a line. */
function offered(line: string): string[] {
  const words = line.split(' ');
  const program = [
    script('bash'),
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    '_meshext',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const { stdout, stderr } = spawnSync(tool('bash'), ['-c', program], { cwd: folder.path, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((one) => one !== '');
}

testWith(['bash'])('bash offers commands, options and their values', () => {
  expect(offered('meshext ')).toEqual(expect.arrayContaining(['compile', 'check', 'list', 'lock', 'explain-code']));
  expect(offered('meshext ch')).toEqual(['check']);
  expect(offered('meshext lock p')).toEqual(['prune']);
  expect(offered('meshext check --fo')).toEqual(['--format']);
  expect(offered('meshext check --format ')).toEqual(['text', 'oneline', 'json', 'sarif']);
  expect(offered('meshext list --format y')).toEqual(['yaml']);
  expect(offered('meshext compile x.yaml --target envoy,co')).toEqual(['envoy,coredns']);
  expect(offered('meshext check serv')).toEqual([]); // bash falls back to files
});

/** The options of a command as its help lists them. */
const optionsOf = (...command: readonly string[]): string[] =>
  [...meshext(folder.path, [...command, '--help']).stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(
    ([, one]) => one,
  );

testWith(['bash'])('every option that help lists is offered, and no other', () => {
  for (const command of [[], ['compile'], ['check'], ['list'], ['lock', 'prune'], ['explain-code'], ['completion']]) {
    const options = optionsOf(...command);
    expect(options).not.toEqual([]);
    expect(offered(['meshext', ...command, '--'].join(' ')).sort()).toEqual(options.sort());
  }
});

test.each([
  ['zsh', `'/check --format') compset -P '*,'; compadd -- text oneline json sarif; return ;;`],
  ['fish', `complete -c meshext -n '__fish_seen_subcommand_from check' -l format -x -a 'text oneline json sarif' -d `],
])('%s gets a script of its own', (shell, line) => {
  expect(script(shell)).toContain(line);
});

test('an unknown shell is wrong usage', () => {
  const { status, stderr } = meshext(folder.path, ['completion', 'tcsh']);
  expect(status).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
});
