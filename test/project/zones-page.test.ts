import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sharedPaths } from '../../src/shared-paths';
import { syncedName } from '../../src/model/synced-name';
import { meshext, workFolder } from '../cli/meshext';
import { run } from '../run';

/** What docs/zones.md shows in YAML is tried as it stands, and the table is what comes of it. */

const PAGE = readFileSync(join(resolve(__dirname, '../..'), 'docs/zones.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].flatMap(([, kind, text]) => (kind === language ? [text] : []));
const [OPTIONS = '', RESOURCES = ''] = blocks('yaml');
const folder = workFolder({ 'meshext.yaml': OPTIONS, 'services.yaml': RESOURCES });

test('the table of the page', () => {
  const { status, stdout } = meshext(folder.path, ['list', '--matrix', 'services.yaml']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: blocks('')[0] });
});

test('its columns are described', () => {
  const [header = ''] = (blocks('')[0] ?? '').split('\n');
  for (const column of header.toLowerCase().split(/ +/)) expect(PAGE).toMatch(new RegExp(`^\\|.*\`${column}\``, 'm'));
});

test('the files that it names, and the line of the lock', () => {
  const { artifacts, lock } = run([{ file: 'services.yaml', text: RESOURCES }], OPTIONS);
  const paths = artifacts.map(({ path }) => path);
  expect(sharedPaths(artifacts)).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(['universal/default.east.yaml', 'universal/default@global.yaml']));
  expect(lock.map(({ key }) => key)).toContain('default/httpbin@global');
});

test('the names of copies', () => {
  for (const name of [syncedName('default', 'httpbin'), syncedName('default', 'httpbin', 'kuma-system')])
    expect(PAGE).toContain(`\`${name}\``);
});
