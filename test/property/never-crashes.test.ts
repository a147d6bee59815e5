import fc from 'fast-check';
import { secretRows, serviceRows } from '../../src/cli/rows';
import { diagnosticJson } from '../../src/diagnostics/json';
import { renderOneline } from '../../src/diagnostics/oneline';
import { renderText } from '../../src/diagnostics/render';
import { sarifLog } from '../../src/diagnostics/sarif';
import { type Result, run } from '../run';
import { tries } from './runs';
import { SECRET } from './services';
import { anyJson, hostileText, textOf } from './values';
import { inputsOf, worldOf } from './worlds';

/** Whatever stands in the documents: an answer, soon, and of a size that belongs to what was asked. */

const LIMIT_MS = 5000;
const FINDING_SIZE = 4000;
const FINDINGS_OF_BYTE = 0.5;

function judge(result: Result, size: number): void {
  for (const one of result.diagnostics) {
    expect(one.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(['error', 'warning', 'info']).toContain(one.severity);
    expect(['kuma', 'meshext']).toContain(one.authority);
    expect(one.message).not.toBe('');
    const shown = renderText(one);
    expect(shown.length).toBeLessThan(FINDING_SIZE + 4 * size);
    expect(shown).not.toMatch(/undefined|\[object /);
    expect(shown).not.toContain(SECRET);
    expect(renderOneline(one)).not.toMatch(/[\r\n]/);
  }
  expect(result.diagnostics.length).toBeLessThan(10 + FINDINGS_OF_BYTE * size);
  const shown = JSON.stringify([result.diagnostics.map(diagnosticJson), sarifLog(result.diagnostics, '0')]);
  expect(shown).not.toContain(SECRET);
  expect(JSON.stringify([serviceRows(result.ir), secretRows(result.ir)])).not.toContain(SECRET);
}

describe.each([0, 3, 30])('with %d of 100 values wrong', (bad) => {
  const { parameters, timeout } = tries(200);

  test(
    'the compiler answers',
    () => {
      fc.assert(
        fc.property(worldOf(bad), (world) => {
          const inputs = inputsOf(world);
          const options = textOf(world.options);
          const start = performance.now();
          const result = run(inputs, options);
          expect(performance.now() - start).toBeLessThan(LIMIT_MS);
          judge(
            result,
            inputs.reduce((sum, { text }) => sum + text.length, options.length),
          );
        }),
        parameters,
      );
    },
    timeout,
  );
});

test(
  'any text for documents, options and lock is answered',
  () => {
    const { parameters } = tries(200);
    const text = fc.oneof(
      hostileText,
      anyJson.map(textOf),
      fc.array(hostileText, { maxLength: 8 }).map((all) => all.join('\n')),
    );
    fc.assert(
      fc.property(text, text, text, (documents, options, lock) => {
        judge(
          run([{ file: 'a.yaml', text: documents }], options, lock),
          documents.length + options.length + lock.length,
        );
      }),
      parameters,
    );
  },
  tries(200).timeout,
);
