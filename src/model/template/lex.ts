import { scanAction, spaceWidth, type Piece } from './lex-action';
import type { Token } from './token';
import type { Bytes } from './utf8';

/** All tokens of a template. The last one is `eof`, or `error` where Go's scanner gives up. */
export function tokenize(source: Bytes): readonly Token[] {
  const tokens: Token[] = [];
  const emit = lineCounter(source, tokens);
  let offset = 0;
  for (let done = false; !done;) {
    const start = source.indexOf('{{', offset);
    const text = source.slice(offset, start < 0 ? undefined : start);
    const visible = start >= 0 && hasLeftTrim(source, start + 2) ? trimmed(text) : text;
    if (visible !== '') emit({ kind: 'text', text: visible, offset });
    if (start < 0) {
      emit({ kind: 'eof', text: '', offset: source.length });
      break;
    }
    offset = scanDelimited(source, start, emit);
    done = tokens[tokens.length - 1]?.kind === 'error';
  }
  return tokens;
}

/** Without the ASCII blanks at its end; a regular expression would look at each blank many times. */
function trimmed(text: Bytes): Bytes {
  let end = text.length;
  while (end > 0 && spaceWidth(text, end - 1) > 0) end--;
  return text.slice(0, end);
}

type Emit = (piece: Piece) => void;

function lineCounter(source: Bytes, tokens: Token[]): Emit {
  let line = 1;
  let counted = 0;
  return (piece) => {
    for (; counted < piece.offset; counted++) if (source[counted] === '\n') line++;
    tokens.push({ ...piece, line });
  };
}

/** Scans from `{{` to behind `}}`. The end does not matter after an error. */
function scanDelimited(source: Bytes, start: number, emit: Emit): number {
  const inside = start + 2 + (hasLeftTrim(source, start + 2) ? 2 : 0);
  if (source.startsWith('/*', inside)) return skipComment(source, inside, emit);
  emit({ kind: 'left', text: '{{', offset: start });
  let offset = inside;
  let depth = 0;
  for (;;) {
    const closed = closingWidth(source, offset);
    if (closed > 0) return closeAction(source, offset, closed, depth, emit);
    const { piece, end } = scanAction(source, offset);
    depth += piece.kind === 'open' ? 1 : piece.kind === 'close' ? -1 : 0;
    const stray = depth < 0;
    emit(stray ? { kind: 'error', text: 'unexpected right paren', offset } : piece);
    if (stray || piece.kind === 'error') return end;
    offset = end;
  }
}

function closeAction(source: Bytes, offset: number, width: number, depth: number, emit: Emit): number {
  if (depth > 0) emit({ kind: 'error', text: 'unclosed left paren', offset });
  else emit({ kind: 'right', text: '}}', offset: offset + width - 2 });
  return afterClosing(source, offset, width);
}

function skipComment(source: Bytes, offset: number, emit: Emit): number {
  const close = source.indexOf('*/', offset + 2);
  const end = close + 2;
  const width = close < 0 ? 0 : closingWidth(source, end);
  if (width > 0) return afterClosing(source, end, width);
  const text = close < 0 ? 'unclosed comment' : 'comment ends before closing delimiter';
  emit({ kind: 'error', text, offset });
  return end;
}

const hasLeftTrim = (source: Bytes, offset: number): boolean =>
  source[offset] === '-' && spaceWidth(source, offset + 1) > 0;

/** 4 at ` -}}`, 2 at `}}`, else 0. */
function closingWidth(source: Bytes, offset: number): number {
  if (source.startsWith('}}', offset)) return 2;
  return source.startsWith('-}}', offset + 1) && spaceWidth(source, offset) > 0 ? 4 : 0;
}

function afterClosing(source: Bytes, offset: number, width: number): number {
  const end = offset + width;
  return width === 4 ? end + spaceWidth(source, end) : end;
}
