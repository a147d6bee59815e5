import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWith } from '../../tools';
import { askGo, type Case, CASES_FILE, DATA, dataOf, loadCases, ours, type Result, textOf } from './cases';
import { randomTemplates } from './random-templates';

const testWithGo = testWith(['go']);

testWithGo('the cases are what Go says', () => {
  const cases = loadCases();
  const answers = askGo(cases.map((item) => ({ template: textOf(item.template), data: dataOf(item) })));
  const fromGo = cases.map((item, i) => expectation(item, answers[i]));
  if (process.env['UPDATE_GOLDEN'] === '1') writeCases(fromGo);
  expect(loadCases()).toEqual(fromGo);
});

/** What a case should say: Go's answer, or next to a refusal of ours what kind of answer Go would have. */
function expectation(item: Case, answer: Result | undefined): Case {
  if (answer === undefined) throw new Error('Go answered less often than it was asked');
  const { template, data, result } = item;
  const asked = data === undefined ? { template } : { template, data };
  return result?.kind === 'unsupported' ? { ...asked, result, go: answer.kind } : { ...asked, result: answer };
}

function writeCases(cases: readonly Case[]): void {
  writeFileSync(CASES_FILE, JSON.stringify(cases));
  const prettier = join(__dirname, '../../../node_modules/prettier/bin/prettier.cjs');
  execFileSync(process.execPath, [prettier, '--write', CASES_FILE]); // its library cannot be loaded inside jest
}

describe('random templates', () => {
  testWithGo('get the same answer from Go', () => {
    const templates = randomTemplates(2000, 20240607);
    const answers = askGo(templates.map((template) => ({ template, data: DATA })));
    const found = templates.map((template) => ours(template));
    const wrong = templates.flatMap((template, i) => {
      const [we, go] = [found[i], answers[i]];
      return we?.kind === 'unsupported' || same(we, go) ? [] : [{ template, ours: we, go }];
    });
    expect(wrong).toEqual([]);
    const count = (kind: Result['kind']): number => found.filter((result) => result.kind === kind).length;
    // The generator must keep reaching all four, or this test shows nothing.
    for (const kind of ['ok', 'invalid', 'error', 'unsupported'] as const) expect(count(kind)).toBeGreaterThan(50);
  });
});

const same = (a: Result | undefined, b: Result | undefined): boolean =>
  a?.kind === b?.kind && a?.text === b?.text && a?.message === b?.message;
