import { keyLetterCase, unknownField } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { kuma } from '../diagnostics/kuma';
import { type Form, type KumaVersion, type Resource, at } from './model';
import { type Violation, typeOf } from './schema';

/** The findings about a document's shape: in Universal as Kuma's API words them, in Kubernetes as the API server does. */

export function shapeFinding(resource: Resource<unknown>, violation: Violation, release: KumaVersion): Diagnostic {
  const { problem, field, known, text } = violation;
  if (problem === 'unknown') return unknownField(at(resource, field), known ?? []);
  if (problem === 'letter-case') return keyLetterCase(at(resource, field), known?.[0] ?? '');
  const found = mayBeKey(violation) && violation.found !== undefined ? REDACTED : hidden(violation).found;
  if (problem === 'decode') {
    const finding = kuma('document', { ...resource.place, field: '', spot: field }, text ?? '', found);
    const where = found === undefined ? `It belongs at ${field}.` : `It stands at ${field}.`;
    return { ...finding, hint: [finding.hint, ...(field === '' ? [] : [where])].join(' ') };
  }
  const message = shapeMessage(resource.form, hidden(violation), release);
  // Universal names a field only below `spec`; a violation of `spec` itself is told as a whole.
  if (resource.form === 'universal' && field === 'spec')
    return kuma('schema', { ...resource.place, field: '', spot: field }, `spec ${message}`, found);
  return kuma('schema', at(resource, field), message, found);
}

/** Whatever stands in a data source, or with an authority, may be a key, in the wrong place or half right. */
const IN_DATA_SOURCE = /\.(caCert|clientCert|clientKey|conf)\b/;
const IN_TLS = /^spec(\.tls\b|$)/;

const REDACTED = '[redacted]';

/** Beside them a number or a boolean hides nothing. */
const mayBeKey = ({ field, problem, found }: Violation): boolean =>
  IN_DATA_SOURCE.test(field)
    ? typeof found !== 'object'
    : typeof found === 'string' && problem === 'type' && IN_TLS.test(field);

/** For messages, which show texts as they are, and of the rest the type. */
function hidden(violation: Violation): Violation {
  const { found } = violation;
  if (typeof found === 'object' && found !== null) return { ...violation, found: Array.isArray(found) ? [] : {} };
  return mayBeKey(violation) && typeof found === 'string' ? { ...violation, found: REDACTED } : violation;
}

function shapeMessage(form: Form, violation: Violation, release: KumaVersion): string {
  const { problem, field, found } = violation;
  if (form === 'universal') return `in body ${problemText(violation, jsonType(violation, release))}`;
  if (problem === 'required') return 'Required value';
  const value = JSON.stringify(found ?? (violation.schema.type === 'integer' ? 0 : ''));
  if (problem === 'enum') {
    const values = (violation.schema.enum ?? []).map((one) => JSON.stringify(one)).join(', ');
    return `Unsupported value: ${value}: supported values: ${values}`;
  }
  // Of a list the server shows how many items it has.
  const shown =
    problem === 'type' ? JSON.stringify(typeOf(found)) : Array.isArray(found) ? String(found.length) : value;
  return `Invalid value: ${shown}: ${field} in body ${problemText(violation, typeOf(found))}`;
}

/** What Universal calls the type of a value: numbers are all one there, and 2.14 speaks of Go's types beside a format. */
function jsonType({ schema, found }: Violation, release: KumaVersion): string {
  const type = typeof found === 'number' ? 'number' : typeOf(found);
  if (release === '2.8' || schema.format !== 'int32') return type;
  return type === 'number' ? 'float64' : type === 'boolean' ? '' : type;
}

function problemText({ problem, schema, found }: Violation, type: string): string {
  switch (problem) {
    case 'required':
      return 'is required';
    case 'enum':
      return `should be one of [${(schema.enum ?? []).join(' ')}]`;
    case 'minimum':
      return `should be greater than or equal to ${schema.minimum}`;
    case 'maximum':
      return `should be less than or equal to ${schema.maximum}`;
    case 'too-short':
      return schema.minItems === undefined
        ? `should be at least ${schema.minLength} chars long`
        : `should have at least ${schema.minItems} items`;
    case 'base64':
      return `must be of type byte: ${JSON.stringify(found)}`;
    default: {
      const format = schema.format === 'int32' && (type === 'float64' || type === '');
      return `must be of type ${format ? 'int32' : schema.type}: ${JSON.stringify(type)}`;
    }
  }
}
