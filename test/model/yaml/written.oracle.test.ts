import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../../src/yaml';
import { toYamlDocuments } from '../../yaml-text';
import { anyJson, fields, wellFormedText } from '../../property/values';
import { testWith, tool } from '../../tools';
import { askGo } from './cases';

/** What we write, read by those who will read it: Kubernetes' and Kuma's own reader, and one of YAML 1.1 to the letter. */

const lines = fc.array(wellFormedText, { maxLength: 4 }).map((texts) => texts.map((text) => `${text}\n`).join(''));
const longKey = fc.tuple(wellFormedText, fc.constantFrom(1000, 1022, 1023, 1024, 2000)).map(([text, length]) => {
  const key = (text + 'k'.repeat(length)).slice(0, length);
  return { [key]: [text, { [key]: text }], beside: text };
});
const numbers = fc.constantFrom(0, -1, 1.5, 1e-7, 1.5e-7, -2e21, 1e21, 1e308, 4_294_967_296).map((one) => ({ one }));
const document = fc.oneof(
  fields({ value: anyJson }),
  fc.record({ text: lines, list: fc.array(lines, { maxLength: 2 }) }),
  wellFormedText.map((text) => ({ [text]: text, list: [text, [text], { [text]: [{ [text]: {} }] }] })),
  longKey,
  numbers,
);
const documents = fc.sample(document, { numRuns: 5000, seed: 20240607 });

testWith(['go'])('sigs.k8s.io/yaml reads what was written', () => {
  const answers = askGo(documents.map(toYaml));
  expect(answers.map(({ json }) => JSON.parse(json ?? '"refused"') as unknown)).toEqual(documents);
  expect(askGo([toYamlDocuments(documents)]).map((one) => one.documents)).toEqual([documents.length]);
});

test.each(['1.1', '1.2'] as const)('the package yaml reads what was written, as YAML %s', (version) => {
  const read = documents.map((one) => parse(toYaml(one), { version, maxAliasCount: 0 }) as unknown);
  expect(read).toEqual(documents);
});

const PYTHON = `
import json, sys, yaml
for one in yaml.load_all(sys.stdin.read(), yaml.CSafeLoader): print(json.dumps(one))
`;

testWith(['python3'])('PyYAML reads what was written', () => {
  const run = spawnSync(tool('python3'), ['-c', PYTHON], {
    input: toYamlDocuments(documents),
    env: { ...process.env, PYTHONUTF8: '1' },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  expect(run.stderr).toBe('');
  const read = run.stdout.trimEnd().split('\n');
  expect(read.map((text) => JSON.parse(text) as unknown)).toEqual(documents);
});
