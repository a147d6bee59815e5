/** Indented JSON: no quoting trap, faster for Envoy to load than YAML, and never mistaken for a manifest. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The same text in pieces: of a long list or map only some members are there at the same time. */
export function* jsonPieces(value: unknown): Generator<string> {
  const long = longIn(value);
  if (isLong(value, long)) yield* members(value, 0, long);
  else yield nested(value, 0);
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

type Member = readonly [string, unknown];

function* members(value: object, depth: number, long: Long): Generator<string> {
  const isList = Array.isArray(value);
  const [open, close] = isList ? '[]' : '{}';
  const margin = '  '.repeat(depth);
  const present = Object.entries(value).filter(([, one]) => isList || one !== undefined); // as JSON.stringify
  let before = `${open}\n`;
  for (const some of runs(present, long)) {
    const [[key, first]] = some;
    yield before;
    if (isLong(first, long)) {
      yield `${margin}  ${isList ? '' : `${JSON.stringify(key)}: `}`;
      yield* members(first, depth + 1, long);
    } else {
      const text = nested(isList ? some.map(([, one]) => one) : Object.fromEntries(some), depth);
      yield text.slice(2, -margin.length - 2); // without its own brackets
    }
    before = ',\n';
  }
  yield `\n${margin}${close}`;
}

/** How many members are written at once. */
const FEW = 100;

/** The members in order: one that is long by itself, some that are short together. */
function* runs(all: readonly Member[], long: Long): Generator<readonly Member[]> {
  let run: Member[] = [];
  for (const member of all) {
    const isAlone = isLong(member[1], long);
    if (run.length === FEW || (isAlone && run.length > 0)) {
      yield run;
      run = [];
    }
    if (isAlone) yield [member];
    else run.push(member);
  }
  if (run.length > 0) yield run;
}

/** The lists and maps that are long, and those that such a one stands in. */
type Long = ReadonlySet<object>;

const isLong = (value: unknown, long: Long): value is object =>
  typeof value === 'object' && value !== null && long.has(value);

function longIn(value: unknown): Long {
  const long = new Set<object>();
  const visit = (one: unknown): boolean => {
    // What is made only when it is written is itself one member of many, and short.
    if (typeof one !== 'object' || one === null || 'toJSON' in one) return false;
    let present = 0;
    let isAround = false;
    for (const member of Object.values(one) as unknown[]) {
      if (member !== undefined) present++;
      if (visit(member)) isAround = true;
    }
    if (present > FEW || isAround) long.add(one);
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
