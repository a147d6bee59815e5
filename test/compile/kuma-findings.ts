import { checkModel } from '../../src/model/check';
import { load } from '../../src/model/load';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import type { Json } from './documents';

/** Everything that is said of documents one by one. */
export function diagnosticsOf(...documents: readonly Json[]): readonly Diagnostic[] {
  const text = documents.map((one) => JSON.stringify(one)).join('\n---\n');
  const { model, diagnostics } = load([{ file: 'test.yaml', text }]);
  return [...diagnostics, ...checkModel(model)];
}

/** What Kuma says of it, as Kuma prints it: `field: message`. */
export const kumaFindings = (...documents: readonly Json[]): string[] =>
  diagnosticsOf(...documents)
    .filter(({ authority }) => authority === 'kuma')
    .map(({ at, message }) => `${at.field}: ${message}`);
