import type { Bytes } from './utf8';

/** `%-5.3s`, taken apart. */
export interface Directive {
  readonly verb: Verb;
  readonly minus: boolean;
  readonly zero: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly width: number;
  readonly precision: number | undefined;
}

export type Verb = 's' | 'v' | 'q' | 'd' | '%';

const DIRECTIVE = /%([-+ 0]*)(\d{0,3})(?:\.(\d{0,3}))?([svqd%])/y;
const SHOWN = /%[-+# 0]*[\d*.[\]]*[^]?/y;

/** Literal texts and directives in turn. Only for a format without `formatFault`. */
export function readFormat(format: Bytes): readonly (Bytes | Directive)[] {
  const parts: (Bytes | Directive)[] = [];
  for (let offset = 0; offset < format.length;) {
    const percent = format.indexOf('%', offset);
    const end = percent < 0 ? format.length : percent;
    if (end > offset) parts.push(format.slice(offset, end));
    const directive = percent < 0 ? undefined : directiveAt(format, percent);
    if (directive !== undefined) parts.push(directive);
    offset = percent < 0 ? end : DIRECTIVE.lastIndex;
  }
  return parts;
}

/** The first part of a format that we do not render, in our words. */
export function formatFault(format: Bytes): string | undefined {
  for (let offset = format.indexOf('%'); offset >= 0; offset = format.indexOf('%', DIRECTIVE.lastIndex)) {
    const directive = directiveAt(format, offset);
    if (directive !== undefined && ((!directive.plus && !directive.space) || directive.verb === 'd')) continue;
    SHOWN.lastIndex = offset;
    const found = SHOWN.exec(format)?.[0] ?? '%';
    return `${JSON.stringify(found)} in a printf format (only %s, %v, %q, %d and %% with a width of up to 3 digits) is`;
  }
  return undefined;
}

/** Leaves DIRECTIVE.lastIndex behind the directive. */
function directiveAt(format: Bytes, offset: number): Directive | undefined {
  DIRECTIVE.lastIndex = offset;
  const found = DIRECTIVE.exec(format);
  if (found === null) return undefined;
  const [, flags = '', width = '', precision, verb] = found;
  return {
    verb: verb as Verb,
    minus: flags.includes('-'),
    zero: flags.includes('0'),
    plus: flags.includes('+'),
    space: flags.includes(' '),
    width: Number(width),
    precision: precision === undefined ? undefined : Number(precision),
  };
}
