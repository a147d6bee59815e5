import { KUMA_CODES } from '../src/diagnostics/kuma';
import type { KumaVersion } from '../src/model/model';
import { ALL, type Case, type Judgement, RELEASES, findingsOf, isKubernetes, topics } from './conformance/cases';

/** One document after the other, and what each release of Kuma says of it; see conformance/README.md. */

const judge = (text: string, release: KumaVersion): Judgement => {
  const findings = findingsOf(text, release).map(({ at, message }) => ({ field: at.field ?? '', message }));
  return { verdict: findings.length === 0 ? 'accepted' : 'refused', findings };
};

describe.each(topics)('$topic', ({ cases }) => {
  test.each(cases)('$case', (one) => {
    for (const release of RELEASES) expect(judge(one.document, release)).toEqual(one[release] ?? one[ALL]);
  });
});

describe('the folder', () => {
  const cases = topics.flatMap((topic) => topic.cases);
  const verdicts = (some: readonly Case[], release: KumaVersion): string[] =>
    [...new Set(some.map((one) => String((one[release] ?? one[ALL])?.verdict)))].sort();

  test('has hits and misses of both releases and forms', () => {
    expect(cases.length).toBeGreaterThanOrEqual(220);
    for (const release of RELEASES) {
      expect(verdicts(cases.filter(isKubernetes), release)).toEqual(['accepted', 'refused']);
      const universal = cases.filter((one) => !isKubernetes(one));
      expect(verdicts(universal, release)).toEqual(['accepted', 'refused']);
    }
  });

  test('hits every rule that has a code', () => {
    const hit = new Set(RELEASES.flatMap((release) => cases.flatMap((one) => codes(one, release))));
    expect([...hit].sort()).toEqual([...KUMA_CODES].sort());
  });

  test('what the real Kuma did not confirm is the exception', () => {
    expect(cases.filter(({ unconfirmed }) => unconfirmed !== undefined).length).toBeLessThan(cases.length / 50);
  });
});

const codes = ({ document }: Case, release: KumaVersion): readonly string[] =>
  findingsOf(document, release).map(({ code }) => code);
