/** Characters that a terminal obeys or that reorder the text around them, and lone halves of a pair. */
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** The text with such characters spelled out, so that nothing in a document can act on the reader's screen. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The same on one line. */
export const onOneLine = (text: string): string => visible(text).replaceAll('\n', ' ');
