/** Indented JSON: no quoting trap, faster for Envoy to load than YAML, and never mistaken for a manifest. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The same text in pieces: each member of a long list or map is one, so thousands of them are never there at the same time. */
export function* jsonPieces(value: unknown): Generator<string> {
  yield* node(value, 0, longIn(value));
  yield '\n';
}

/** What a reader of the text has. */
export const plain = (value: unknown): unknown => plainNode(value, longIn(value));

function plainNode(value: unknown, long: Long): unknown {
  if (!isLong(value, long)) return JSON.parse(JSON.stringify(value));
  if (Array.isArray(value)) return value.map((one: unknown) => plainNode(one ?? null, long));
  const present = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(present.map(([key, one]) => [key, plainNode(one, long)]));
}

function* node(value: unknown, depth: number, long: Long): Generator<string> {
  if (isLong(value, long)) yield* members(value, depth, long);
  else yield nested(value, depth);
}

function* members(value: object, depth: number, long: Long): Generator<string> {
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let before = `${open}\n`;
  for (const [key, one] of Object.entries(value) as [string, unknown][]) {
    if (one === undefined && open === '{') continue; // as JSON.stringify
    yield `${before}${'  '.repeat(depth + 1)}${open === '{' ? `${JSON.stringify(key)}: ` : ''}`;
    yield* node(one, depth + 1, long);
    before = ',\n';
  }
  yield `\n${'  '.repeat(depth)}${close}`;
}

/** How many members are written at once. */
const FEW = 100;

/** The lists and maps that are long, and those that such a one stands in. */
type Long = ReadonlySet<object>;

const isLong = (value: unknown, long: Long): value is object =>
  typeof value === 'object' && value !== null && long.has(value);

function longIn(value: unknown): Long {
  const long = new Set<object>();
  const visit = (one: unknown): boolean => {
    // What is made only when it is written is itself one member of many, and short.
    if (typeof one !== 'object' || one === null || 'toJSON' in one) return false;
    const present = Object.values(one).filter((member: unknown) => member !== undefined);
    const inside = present.filter(visit);
    if (present.length > FEW || inside.length > 0) long.add(one);
    return long.has(one);
  };
  visit(value);
  return long;
}

/** A value as it is written that deep: put into as many lists, of which all that stands around it is cut off. */
function nested(value: unknown, depth: number): string {
  let lists = value;
  for (let i = 0; i < depth; i++) lists = [lists];
  const text = JSON.stringify(lists, null, 2);
  return text.slice(depth * (depth + 3), text.length - depth * (depth + 1));
}
