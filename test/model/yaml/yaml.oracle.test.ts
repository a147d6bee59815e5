import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { testWith } from '../../tools';
import { type Case, CASES_FILE, type GoAnswer, askGo, loadCases, ours } from './cases';
import { randomTexts } from './random-texts';

const testWithGo = testWith(['go']);

testWithGo('the cases are what Go says', () => {
  const texts = loadCases().map(({ text }) => text);
  const answers = askGo(texts);
  const fromGo = texts.map((text, i) => caseOf(text, answers[i]));
  if (process.env['UPDATE_GOLDEN'] === '1') writeCases(fromGo);
  expect(loadCases()).toEqual(fromGo);
});

function caseOf(text: string, { json, documents }: GoAnswer): Case {
  const { problem } = ours(text);
  return {
    text,
    ...(json === undefined ? {} : { json }),
    ...(documents === 1 ? {} : { documents }),
    ...(problem === undefined ? {} : { ours: problem }),
  };
}

function writeCases(cases: readonly Case[]): void {
  writeFileSync(CASES_FILE, JSON.stringify(cases));
  const prettier = join(__dirname, '../../../node_modules/prettier/bin/prettier.cjs');
  execFileSync(process.execPath, [prettier, '--write', CASES_FILE]); // its library cannot be loaded inside jest
}

testWithGo('random texts mean to us what they mean to Go, or we refuse them', () => {
  const texts = randomTexts(20_000, 20240607);
  const answers = askGo(texts);
  const counts = { same: 0, bothRefuse: 0, stricter: 0 };
  const wrong = texts.flatMap((text, i) => {
    const { values, problem } = ours(text);
    const { json, documents } = answers[i];
    if (problem !== undefined) {
      counts[json === undefined ? 'bothRefuse' : 'stricter']++;
      return [];
    }
    counts.same++;
    const value = values.length === 0 ? null : values[0];
    const isSame = json !== undefined && values.length === documents && isDeepStrictEqual(value, JSON.parse(json));
    return isSame ? [] : [{ text, values, json, documents }];
  });
  expect(wrong).toEqual([]);
  // The texts must keep reaching all three, and our own refusals must stay rare.
  expect(counts.same).toBeGreaterThan(5000);
  expect(counts.bothRefuse).toBeGreaterThan(5000);
  expect(counts.stricter).toBeGreaterThan(10);
  expect(counts.stricter).toBeLessThan(texts.length / 10);
});
