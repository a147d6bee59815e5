import { Problem } from './problem';

/** Control characters, what no character has as its number, halves of characters, and a byte order mark in a new line. */
const FORBIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|^\ufeff/gm;

/** Finds the first character between two offsets that YAML forbids. Offsets must grow from call to call. */
export function forbiddenIn(text: string): (from: number, to: number) => Problem | undefined {
  let known = -1;
  const nextFrom = (from: number): number => {
    FORBIDDEN.lastIndex = from;
    return FORBIDDEN.exec(text)?.index ?? text.length;
  };
  return (from, to) => {
    if (known < from) known = nextFrom(from);
    if (known >= to || known === text.length) return undefined;
    const code = text.charCodeAt(known);
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    return new Problem(`the character ${name} is not allowed${code === 0 ? '; is this a binary file?' : ''}`, known);
  };
}
