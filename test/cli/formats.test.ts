import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import { diagnosticJson } from '../../src/diagnostics/json';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { renderOneline } from '../../src/diagnostics/oneline';
import { renderText } from '../../src/diagnostics/render';
import { sarifLog } from '../../src/diagnostics/sarif';
import { documents, generator, meshext, service, workFolder } from './meshext';

/** The schema of the standard itself. It is of draft 4, which says `id` for what ajv calls `$id`. */
function sarifSchema(): ValidateFunction {
  const path = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { id: $id, $schema, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as { id: string; $schema: string };
  expect($schema).toContain('draft-04');
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile({ $id, ...rest });
}

interface SarifResult {
  level: string;
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly message: { readonly text: string };
  readonly locations?: readonly {
    readonly physicalLocation?: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { startLine: number; readonly startColumn: number };
    };
  }[];
}
interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: SarifResult[];
  }[];
}

const folder = workFolder({
  'a folder/b#1%.yaml': service('bad', 0),
  'good.yaml': documents(generator, service('api')),
});
const check = (format: string, ...paths: readonly string[]) =>
  meshext(folder.path, ['check', '--format', format, ...paths]);
const sarif = (...paths: readonly string[]): Sarif => JSON.parse(check('sarif', ...paths).stdout) as Sarif;

const HOSTILE: Diagnostic = {
  code: 'unknown-field',
  severity: 'warning',
  authority: 'meshext',
  at: {
    source: { file: 'a.yaml', document: 1, line: 2, column: 3 },
    kind: 'Dataplane',
    name: '\u001b[2J',
    field: 'x\ry',
  },
  message: 'two\nlines, a bell \u0007, an override \u202e and half a pair \ud800.',
};

describe('sarif', () => {
  const validate = sarifSchema();

  test('is valid for every run, with or without findings', () => {
    for (const paths of [['.'], ['good.yaml'], ['a folder'], ['-']]) {
      const log = sarif(...paths);
      expect([validate(log), validate.errors]).toEqual([true, null]);
    }
    const log = sarifLog([HOSTILE, { ...HOSTILE, at: {} }], '1.0.0');
    expect([validate(log), validate.errors]).toEqual([true, null]);
  });

  test('the schema can say no', () => {
    const log = sarif('a folder');
    log.runs[0].results[0].level = 'info';
    expect(validate(log)).toBe(false);
  });

  test('names the rule, the level and the place of each finding', () => {
    const { runs } = sarif('a folder');
    const [{ tool, results }] = runs;
    const found = results.find(({ ruleId }) => ruleId === 'match-port');
    expect(found).toMatchObject({
      level: 'error',
      message: { text: 'spec.match.port: port must be a valid (1-65535)\nFound 0.' },
      properties: { authority: 'kuma' },
    });
    expect(found?.locations?.[0].physicalLocation?.artifactLocation.uri).toBe('a%20folder/b%231%25.yaml');
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(results.map(({ level }) => level)).toEqual(expect.arrayContaining(['error', 'warning']));
  });

  test('an absolute path is a file: URI', () => {
    const [{ results }] = sarif(`${folder.path}/a folder`).runs;
    const uri = results[0].locations?.[0].physicalLocation?.artifactLocation.uri ?? '';
    expect(new URL(uri).pathname).toBe(encodeURI(folder.path) + '/a%20folder/b%231%25.yaml');
  });
});

test('json is what the documentation promises, null where nothing applies', () => {
  const { diagnostics } = JSON.parse(check('json', 'a folder').stdout) as { diagnostics: { code: string }[] };
  const found = diagnostics.find(({ code }) => code === 'match-port');
  expect(found).toEqual({
    code: 'match-port',
    severity: 'error',
    authority: 'kuma',
    kind: 'MeshExternalService',
    mesh: 'default',
    name: 'bad',
    field: 'spec.match.port',
    message: 'port must be a valid (1-65535)',
    hint: 'Found 0.',
    source: {
      file: 'a folder/b#1%.yaml',
      document: 1,
      line: expect.any(Number) as number,
      column: expect.any(Number) as number,
    },
  });
  expect(diagnosticJson({ ...HOSTILE, at: {} })).toMatchObject({
    kind: null,
    mesh: null,
    field: null,
    hint: null,
    source: null,
  });
});

test('json of a run without findings is an empty list', () => {
  const quiet = documents(generator.replace('meshext.local', 'meshext.internal'), service('api'));
  const { stdout } = meshext(folder.path, ['check', '--format', 'json', '--target', 'envoy', '-'], quiet);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { severity: string }[] };
  expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
});

describe('oneline', () => {
  test('has the place first, as editors want it', () => {
    expect(check('oneline', 'a folder').stdout).toMatch(
      /^a folder\/b#1%\.yaml:\d+:\d+: error match-port: spec\.match\.port: port must be a valid \(1-65535\)$/m,
    );
  });

  test('is one line whatever a document holds', () => {
    expect(renderOneline(HOSTILE)).toBe(
      'a.yaml:2:3: warning unknown-field: x\\u000dy: two lines, a bell \\u0007, an override \\u202e and half a pair \\ud800.',
    );
    expect(renderOneline({ ...HOSTILE, at: { construct: 'app/mesh' } })).toContain('app/mesh: warning');
    expect(renderOneline({ ...HOSTILE, at: { kind: 'Mesh', name: 'm' } })).toContain('Mesh m: warning');
    expect(renderOneline({ ...HOSTILE, at: {} })).toContain('meshext: warning');
  });
});

test('no text of a document can act on a terminal', () => {
  const text = renderText(HOSTILE);
  expect(text).toContain('Dataplane \\u001b[2J');
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
});
