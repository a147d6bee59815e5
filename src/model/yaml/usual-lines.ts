/** Where a reader of usual lines stands: see usual.ts. */
export interface Lines {
  readonly text: string;
  /** Of what is read next; in a new line, of its first character that is no blank. */
  at: number;
  /** Where the line ends. */
  end: number;
  /** Of the first character that is no blank; or one of the two below, which are no column and so end every loop. */
  column: number;
}

/** The document has ended: a marker stands at `at`, or nothing. */
export const ENDED = -1;
/** Something else than usual was found. */
const UNUSUAL = -2;

export function giveUp(lines: Lines): undefined {
  lines.column = UNUSUAL;
}

/** Deeper lines are left to the scanner, which counts levels. */
const MAX_COLUMN = 100;

const [SPACE, HASH, DASH, TILDE] = [0x20, 0x23, 0x2d, 0x7e];

/** Neither a line break nor a tab, nor beyond ASCII: no character that YAML forbids. */
const isPrintable = (c: number): boolean => c >= SPACE && c <= TILDE;

/** Goes to the next line that is neither empty nor a comment. */
export function nextLine(lines: Lines): void {
  const { text } = lines;
  for (let start = lines.end + 1; start < text.length; start = lines.end + 1) {
    const feed = text.indexOf('\n', start);
    lines.end = feed < 0 ? text.length : feed;
    lines.at = start;
    skipSpaces(lines);
    if (lines.at === lines.end) continue;
    if (text.charCodeAt(lines.at) !== HASH) return begin(lines, start);
    if (!isPrintableToEnd(lines)) return giveUp(lines);
  }
  lines.at = text.length;
  lines.column = ENDED;
}

export function skipSpaces(lines: Lines): void {
  while (lines.at < lines.end && lines.text.charCodeAt(lines.at) === SPACE) lines.at++;
}

function isPrintableToEnd({ text, at, end }: Lines): boolean {
  for (let i = at; i < end; i++) if (!isPrintable(text.charCodeAt(i))) return false;
  return true;
}

function begin(lines: Lines, start: number): void {
  const { text, at, end } = lines;
  lines.column = at - start;
  if (lines.column > MAX_COLUMN) return giveUp(lines);
  if (at !== start || text.charCodeAt(at) !== DASH || !text.startsWith('---', at)) return;
  // Three dashes divide documents when nothing is joined to them.
  lines.column = at + 3 === end || text.charCodeAt(at + 3) === SPACE ? ENDED : UNUSUAL;
}

/** Whether an item of a list begins here, and not on the next line. */
export const isItem = ({ text, at, end }: Lines): boolean =>
  at + 1 < end && text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === SPACE;
