import type * as Yaml from 'yaml';

/** The one YAML writer. What it writes means the same to YAML 1.1 and 1.2 readers, so Kuma, kubectl and yaml agree. */

/** One document, two blanks deep, keys in the order given; what JSON has no word for is left out, as JSON does. */
export function toYaml(value: unknown): string {
  const out: string[] = [];
  write(out, value, level(0));
  out.push('\n');
  return out.join('');
}

/** Several documents, divided by `---`, each when it is its turn. */
export function* yamlDocuments(values: Iterable<unknown>): Generator<string> {
  let isFirst = true;
  for (const value of values) {
    if (!isFirst) yield '---\n';
    yield toYaml(value);
    isFirst = false;
  }
}

/** A file that is for people and neither Kuma's nor ours, as cdk8s.yaml. */
export function fromYaml(text: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when there is such a file
  return (require('yaml') as typeof Yaml).parse(text);
}

/** What lines of one depth begin with. */
interface Level {
  readonly depth: number;
  readonly indent: string;
  readonly line: string;
  /** Between a key and the lines of what it holds. */
  readonly branch: string;
  readonly item: string;
}

const STEP = '  ';
const levels: Level[] = [];

/** Made once for each depth: a text that is put together anew for each line of a large file takes a tenth of the time. */
function level(depth: number): Level {
  const known = levels[depth] as Level | undefined;
  if (known !== undefined) return known;
  const indent = STEP.repeat(depth);
  const line = `\n${indent}`;
  return (levels[depth] = { depth, indent, line, branch: `:${line}${STEP}`, item: `${line}- ` });
}

/**
 * Writes a node whose first line stands where it is put, and whose other lines begin as its level. Pieces are joined once: a
 * text that grows piece by piece is kept as a tree of them until somebody reads it, and that takes three times as long.
 */
function write(out: string[], value: unknown, at: Level): void {
  if (typeof value !== 'object' || value === null) out.push(leaf(value, at.indent));
  else if (Array.isArray(value)) list(out, value, at);
  else map(out, value as Readonly<Record<string, unknown>>, at);
}

function leaf(value: unknown, indent: string): string {
  if (typeof value === 'string') return scalar(value, indent);
  if (typeof value === 'number') return number(value);
  return isAbsent(value) ? 'null' : String(value);
}

const isAbsent = (value: unknown): boolean =>
  value === undefined || typeof value === 'function' || typeof value === 'symbol';

function list(out: string[], items: readonly unknown[], at: Level): void {
  if (items.length === 0) out.push('[]');
  const below = level(at.depth + 1);
  items.forEach((item, i) => {
    out.push(i === 0 ? '- ' : at.item);
    write(out, item, below);
  });
}

function map(out: string[], fields: Readonly<Record<string, unknown>>, at: Level): void {
  const below = level(at.depth + 1);
  const start = out.length;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (isAbsent(value)) continue;
    if (out.length > start) out.push(at.line);
    const isBranch = typeof value === 'object' && value !== null && !isEmpty(value);
    out.push(key(name, at.indent), isBranch ? at.branch : ': ');
    write(out, value, below);
  }
  if (out.length === start) out.push('{}');
}

function isEmpty(value: object): boolean {
  if (Array.isArray(value)) return value.length === 0;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name in fields) if (!isAbsent(fields[name])) return false;
  return true;
}

// Plain text that no reader takes for anything but a string: it starts with a letter and is made of harmless characters.
// An IPv4 address is safe too: no reader knows a number with three dots. The package `yaml` takes `e5` for one.
const PLAIN = /^((?![eE]-?\d+$)[A-Za-z_/][A-Za-z0-9_./-]*|\d{1,3}(\.\d{1,3}){3})$/;
const SPECIAL_WORD = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
// A block keeps multi-line text (a PEM, a Corefile) readable; only for text that survives it without indicators.
const BLOCK = /^[!-~][\x20-\x7e]*(\n[\x20-\x7e]*)*\n$/;

const isPlain = (text: string): boolean => PLAIN.test(text) && !(text.length <= 5 && SPECIAL_WORD.test(text));

function scalar(text: string, indent: string): string {
  if (isPlain(text)) return text;
  if (text.includes('\n') && BLOCK.test(text) && !/[ ]\n|\n\n$/.test(text)) return block(text, indent);
  return quoted(text);
}

const block = (text: string, indent: string): string => {
  const lines = text.slice(0, -1).split('\n');
  return ['|', ...lines.map((line) => (line === '' ? '' : (indent || STEP) + line))].join('\n');
};

/** How far behind its beginning a reader still looks for the colon of a key that no `?` announces. */
const KEY_LENGTH = 1024;

function key(name: string, indent: string): string {
  if (isPlain(name) && name.length <= KEY_LENGTH) return name;
  const text = quoted(name);
  return text.length <= KEY_LENGTH ? text : `? ${text}\n${indent}`;
}

// JSON leaves these raw inside quotes; some YAML readers refuse or fold them.
const RAW = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const quoted = (text: string): string =>
  JSON.stringify(text).replace(RAW, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** YAML 1.1 knows an exponent only behind a dot. */
function number(value: number): string {
  if (Number.isSafeInteger(value) && value !== 0) return String(value);
  if (!Number.isFinite(value)) return 'null'; // as in JSON
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.replace(/^(-?\d+)e/, '$1.0e');
}
