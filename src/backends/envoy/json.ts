/** Indented JSON: no quoting trap, faster for Envoy to load than YAML, and never mistaken for a manifest. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The same text in pieces: each member of a long list or map is one, so thousands of them are never there at the same time. */
export function* jsonPieces(value: unknown): Generator<string> {
  yield* node(value, 0);
  yield '\n';
}

/** What a reader of the text has. */
export function plain(value: unknown): unknown {
  if (!holdsMany(value)) return JSON.parse(JSON.stringify(value));
  if (Array.isArray(value)) return value.map((one: unknown) => plain(one ?? null));
  const present = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(present.map(([key, one]) => [key, plain(one)]));
}

function* node(value: unknown, depth: number): Generator<string> {
  if (holdsMany(value)) yield* members(value, depth);
  else yield nested(value, depth);
}

function* members(value: object, depth: number): Generator<string> {
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let before = `${open}\n`;
  for (const [key, one] of Object.entries(value) as [string, unknown][]) {
    if (one === undefined && open === '{') continue; // as JSON.stringify
    yield `${before}${'  '.repeat(depth + 1)}${open === '{' ? `${JSON.stringify(key)}: ` : ''}`;
    yield* node(one, depth + 1);
    before = ',\n';
  }
  yield `\n${'  '.repeat(depth)}${close}`;
}

/** How many members are written at once. */
const FEW = 100;

/** Whether a value is long anywhere; what is made only when it is written is itself one member of many, and short. */
function holdsMany(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return false;
  const members = Object.values(value).filter((one: unknown) => one !== undefined);
  return members.length > FEW || members.some(holdsMany);
}

/** A value as it is written that deep: put into as many lists, of which all that stands around it is cut off. */
function nested(value: unknown, depth: number): string {
  let lists = value;
  for (let i = 0; i < depth; i++) lists = [lists];
  const text = JSON.stringify(lists, null, 2);
  return text.slice(depth * (depth + 3), text.length - depth * (depth + 1));
}
