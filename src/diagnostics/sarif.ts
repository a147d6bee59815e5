import type { Diagnostic, Place, Severity } from './diagnostic';
import { resourceOf } from './render';

/** Findings as SARIF 2.1.0, which code hosts and editors read. */

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** One run of the command as a log. */
export function sarifLog(diagnostics: readonly Diagnostic[], version: string): object {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const rules = codes.map((id) => ({ id, help: { text: `meshext explain-code ${id}` } }));
  const results = diagnostics.map((one) => resultOf(one, codes.indexOf(one.code)));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'meshext', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
}

function resultOf({ code, severity, authority, at, message, hint }: Diagnostic, ruleIndex: number): object {
  const field = at.field === undefined || at.field === '' ? '' : `${at.field}: `;
  const text = `${field}${message}${hint === undefined ? '' : `\n${hint}`}`;
  const location = locationOf(at);
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text },
    ...(Object.keys(location).length === 0 ? {} : { locations: [location] }),
    properties: { authority },
  };
}

function locationOf(at: Place): object {
  const { source } = at;
  const resource = resourceOf(at);
  return {
    ...(source === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: uriOf(source.file) },
            region: { startLine: source.line, startColumn: source.column },
          },
        }),
    ...(resource === '' ? {} : { logicalLocations: [{ fullyQualifiedName: resource, kind: 'resource' }] }),
  };
}

/** Half of a character that takes two: no URI can hold it. */
const LONE_HALF = /\p{Surrogate}/gu;

/** A path as a URI: relative ones stay relative, and a colon in a name is no scheme. */
function uriOf(file: string): string {
  const parts = file.replaceAll('\\', '/').replace(LONE_HALF, '\ufffd').split('/');
  const path = parts.map((part) => encodeURIComponent(part)).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}
