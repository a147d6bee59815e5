import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proxySettings, serviceSettings } from '../../src/model/envoy-options-schema';
import { TOPICS, topic } from '../traffic/matrix/rows';

/** The tables of docs/envoy.md speak of every setting and every row of the matrix, and name only what there is. */

const ROOT = join(__dirname, '../..');
const DOCS = readFileSync(join(ROOT, 'docs/envoy.md'), 'utf8');
const named = [...DOCS.matchAll(/`([a-z-]+\/[\w.-]+)`/g)].map(([, name]) => name);
const files = named.filter((name) => name.endsWith('.test.ts'));
const rows = TOPICS.flatMap((name) => topic(name).rows.map((row) => `${name}/${row.name}`));

test('every test file that it names is there', () => {
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !existsSync(join(ROOT, 'test', file)))).toEqual([]);
});

test('every row of the matrix is named, and no other', () => {
  const topics = named.filter((name) => TOPICS.includes(name.split('/')[0]) && !files.includes(name));
  expect([...new Set(topics)].sort()).toEqual([...rows].sort());
});

test('every setting is spoken of', () => {
  const settings = [proxySettings(''), serviceSettings].flatMap(({ properties = {} }) => Object.keys(properties));
  expect(settings.length).toBeGreaterThan(20);
  expect(settings.filter((name) => !DOCS.includes(`\`${name}`))).toEqual([]);
});
