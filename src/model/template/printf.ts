import { type Directive, readFormat } from './printf-format';
import { quote, quoteRune } from './quote';
import { type Bytes, countRunes, firstRunes } from './utf8';
import { ofString, plain, typeOf, type Value } from './value';

/** Go's Sprintf for strings, integers and booleans. */
export function printf(format: Bytes, values: readonly Value[]): Bytes {
  let used = 0;
  const parts = readFormat(format).map((part) => {
    if (typeof part === 'string') return part;
    if (part.verb === '%') return '%';
    const value = values[used++];
    return value === undefined ? `%!${part.verb}(MISSING)` : formatValue(part, value);
  });
  return parts.join('') + extra(values.slice(used));
}

function extra(values: readonly Value[]): Bytes {
  if (values.length === 0) return '';
  return `%!(EXTRA ${values.map((value) => `${typeOf(value)}=${plain(value)}`).join(', ')})`;
}

function formatValue(directive: Directive, value: Value): Bytes {
  switch (value.kind) {
    case 'string':
      return formatString(directive, value.text) ?? wrongVerb(directive, value);
    case 'bool':
      return directive.verb === 'v' ? pad(directive, plain(value)) : wrongVerb(directive, value);
    case 'fields':
      return `{${[...value.fields.values()].map((field) => formatValue(directive, ofString(field))).join(' ')}}`;
    default:
      return formatInteger(directive, value.number) ?? wrongVerb(directive, value);
  }
}

/** Go shows the value inside with the same width and flags. */
const wrongVerb = (directive: Directive, value: Value): Bytes =>
  `%!${directive.verb}(${typeOf(value)}=${formatValue({ ...directive, verb: 'v' }, value)})`;

function formatString(directive: Directive, text: Bytes): Bytes | undefined {
  if (directive.verb === 'd') return undefined;
  const cut = directive.precision === undefined ? text : firstRunes(text, directive.precision);
  return pad(directive, directive.verb === 'q' ? quote(cut) : cut);
}

function formatInteger(directive: Directive, number: bigint): Bytes | undefined {
  if (directive.verb === 's') return undefined;
  return directive.verb === 'q' ? pad(directive, quoteRune(number)) : pad(...digits(directive, number));
}

/** Zeros go behind the sign; a precision says how many digits and forbids them. */
function digits(directive: Directive, number: bigint): [Directive, Bytes] {
  const { width, precision, zero, minus } = directive;
  const sign = number < 0n ? '-' : directive.plus ? '+' : directive.space ? ' ' : '';
  const blanks = { ...directive, zero: false };
  if (precision === 0 && number === 0n) return [blanks, ''];
  const least = precision ?? (zero && !minus ? width - sign.length : 0);
  return [blanks, sign + String(number < 0n ? -number : number).padStart(least, '0')];
}

function pad({ width, minus, zero }: Directive, text: Bytes): Bytes {
  const missing = Math.max(0, width - countRunes(text));
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}
