import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KUMA_CODES } from '../src/diagnostics/kuma';
import type { Diagnostic } from '../src/diagnostics/diagnostic';
import { checkModel } from '../src/model/check';
import { load } from '../src/model/load';
import type { KumaVersion, MeshDeclaration } from '../src/model/model';

/** One document after the other, and what each release of Kuma says of it; see conformance/README.md. */

const FOLDER = join(__dirname, 'conformance');
const RELEASES: readonly KumaVersion[] = ['2.8', '2.14'];
const ALL = 'all releases';

interface Judgement {
  readonly verdict: 'accepted' | 'refused';
  readonly findings: readonly { readonly field: string; readonly message: string }[];
}
type Case = {
  readonly case: string;
  readonly document: string;
  /** Why the real Kuma did not confirm every word of it. */
  readonly unconfirmed?: string;
} & Readonly<Partial<Record<KumaVersion | typeof ALL, Judgement>>>;

const topics = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => ({
    topic: file.replace('.yaml', ''),
    cases: parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly Case[],
  }));

/** A generator alone names no mesh; its release is that of the meshes that it finds. */
const MESH: Omit<MeshDeclaration, 'kumaVersion'> = {
  place: { kind: 'Mesh', name: 'default' },
  name: 'default',
  zone: 'default',
  systemNamespace: 'kuma-system',
  compatibility: 'none',
  zoneEgress: false,
  vipCidr: '242.0.0.0/8',
  settings: {},
};

function findingsOf(text: string, kumaVersion: KumaVersion): readonly Diagnostic[] {
  const { model, diagnostics } = load([{ file: 'document.yaml', text }]);
  const meshes = (model.meshes.length === 0 ? [MESH] : model.meshes).map((mesh) => ({ ...mesh, kumaVersion }));
  return [...diagnostics, ...checkModel({ ...model, meshes })].filter(({ authority }) => authority === 'kuma');
}

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
  const isKubernetes = ({ document }: Case): boolean => document.includes('apiVersion:');
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
