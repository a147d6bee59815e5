/** Pieces that a template is made of; the likely ones stand here more than once. */
const WORDS =
  `.Name .DisplayName .Namespace .Mesh .Zone .Foo .Name.Len . $ $x $y $.Name $x.Mesh $.Foo "team" "none" "empty" "%s-%s" "%05d|%q" "%v" "é%-6s" "a\\tb" "\\xff" "\\q" \`raw\` \`%d\` 'c' '\\n' '' 'ab' 0 1 2 7 -3 0x1F 08 1.5 1_000 1e3 99999999999999999999 18446744073709551615 1+2i 3x true false nil label label label printf print println len slice index eq ne lt le gt ge and or not html js upper Name ( ( ) ) | | , := = : ; [ # \\ \u00e9 \u0000 \n \n-`.split(
    /[ ]/,
  );
/** Functions with the number of arguments that they are mostly given. */
const FUNCTIONS: readonly (readonly [string, number])[] = [
  ['label', 1],
  ['label "team"', 0],
  ['label "empty"', 0],
  ['printf "%s-%q"', 2],
  ['printf "%-9s|%5v"', 2],
  ['printf "%d %05d %+d|% d|%6.3d"', 5],
  ['printf "%.2s %% %-6q|%08v"', 3],
  ['printf "%x"', 1],
  ['printf', 1],
  ['print', 2],
  ['println', 3],
  ['len', 1],
  ['slice .DisplayName', 2],
  ['slice', 1],
  ['index .Mesh', 1],
  ['eq', 2],
  ['eq .Zone', 3],
  ['ne', 2],
  ['lt', 2],
  ['le', 2],
  ['gt', 2],
  ['ge', 2],
  ['and', 2],
  ['or', 3],
  ['not', 1],
  ['.Name', 0],
];
const TERMS = [
  '(len $x)',
  '($).Zone',
  '(label "team")',
  '(index $x 1)',
  ...'.Name .DisplayName .Namespace .Mesh .Zone .Foo . $ $.Name $.Foo $x $x $y $y $y'.split(' '),
  ...['"team"', '"empty"', '"none"', '"east-1"', '""', '`raw`', '"é\\u00e9\\n"', '"\\xff\\x80"', '"a b"'],
  ...['0', '1', '2', '3', '-1', '7', '97', '0x41', '1_0', "'c'", "'\\n'", 'true', 'false'],
];
const ACTIONS = [
  'if .Name',
  'if eq .Zone "x"',
  'if not .Zone',
  'with .Zone',
  'with label "empty"',
  'with $x := .Mesh',
  'if',
  'with',
  'else',
  'else',
  'else if .Mesh',
  'else if false',
  'else with .Mesh',
  'end',
  'end',
  'end',
  'end',
  'end',
  'end x',
  'range .Name',
  'range $i, $e := .Name',
  'break',
  'continue',
  'define "d"',
  'template "d" .',
  'block "b" .',
  '/* note */',
  '/* open',
  '$x := .Name',
  '$x := len .Zone',
  '$x = "v"',
  '$y := label "team"',
  'printf "%s.%s" .Name .Zone',
  '.Name | printf "%-10s|"',
  '(label "team") | len',
  'slice .Name 1 4',
  'index .Name 2 | printf "%d%q"',
  'eq .Name "a" "billing-4x7"',
  'and .Name 0 .Zone',
  'or "" false .Zone',
  'lt (len .Name) 20',
  '$.Name',
  '.',
];
const TEXTS = [
  '',
  '',
  '',
  '.',
  '-',
  '.mesh ',
  ' \n',
  '\t x ',
  'ü',
  '}}',
  '{',
  '{{',
  '{{{{',
  '"',
  '\r\n  ',
  '{{}}',
  '\n',
];
const OPENINGS = ['{{ ', '{{', '{{- ', '{{-', '{{  ', '{{\n'];
const CLOSINGS = [' }}', '}}', ' -}}', '-}}', ' ', '\n}}', '\n -}}', '}'];

/** A small generator of pseudo-random numbers (xorshift), so that every run tests the same templates. */
function dice(seed: number): (sides: number) => number {
  let state = seed | 1;
  return (sides) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % sides;
  };
}

interface Random {
  readonly roll: (sides: number) => number;
  readonly pick: (list: readonly string[]) => string;
}

/** A pipeline that Go's parser mostly takes. */
function pipeline(random: Random, depth: number): string {
  const { roll, pick } = random;
  const term = (): string => (depth > 0 && roll(4) === 0 ? `(${pipeline(random, depth - 1)})` : pick(TERMS));
  const call = (piped = 0): string => {
    const [name, arity] = FUNCTIONS[roll(FUNCTIONS.length)] ?? ['print', 1];
    const count = roll(8) > 0 ? Math.max(0, arity - piped) : roll(4);
    return [name, ...Array.from({ length: count }, term)].join(' ');
  };
  const first = roll(3) > 0 ? call() : term();
  const rest = Array.from({ length: roll(5) > 2 ? 1 : 0 }, () => call(1));
  return (roll(9) === 0 ? '$x := ' : '') + [first, ...rest].join(' | ');
}

/** A template with every branch closed. */
function wellFormed(random: Random, depth: number): string {
  const { roll, pick } = random;
  const body = (): string => wellFormed(random, depth - 1);
  const action = (text: string): string => pick(['{{ ', '{{', '{{- ']) + text + pick([' }}', ' }}', ' -}}']);
  const branch = (word: string): string => {
    const middle = roll(2) > 0 ? '' : action(roll(2) > 0 ? 'else' : `else ${word} ${pipeline(random, 1)}`) + body();
    return action(`${word} ${pipeline(random, 1)}`) + body() + middle + action('end');
  };
  const part = (): string => {
    if (depth > 0 && roll(3) === 0) return branch(pick(['if', 'if', 'with', 'range']));
    return action(roll(5) > 0 ? pipeline(random, 2) : pick(['$x := .Zone', '$x = 3', '/* note */', '$y := 7']));
  };
  return pick(TEXTS.slice(0, 9)) + Array.from({ length: 1 + roll(2) }, part).join(pick(TEXTS.slice(0, 9)));
}

/** Any pieces in any order. */
function jumble({ roll, pick }: Random): string {
  const words = (): string => Array.from({ length: 1 + roll(4) }, () => pick(WORDS)).join(roll(12) > 0 ? ' ' : '');
  const action = (): string => pick(OPENINGS) + (roll(3) > 0 ? pick(ACTIONS) : words()) + pick(CLOSINGS);
  const part = (): string => pick(TEXTS.slice(0, roll(6) > 0 ? 9 : TEXTS.length)) + action();
  return Array.from({ length: 1 + roll(3) }, part).join('') + pick(TEXTS);
}

export function randomTemplates(count: number, seed: number): readonly string[] {
  const roll = dice(seed);
  const random: Random = { roll, pick: (list) => list[roll(list.length)] ?? '' };
  const whole = (): string => (roll(4) > 0 ? '{{ $x := .Name }}{{ $y := 3 }}' : '') + wellFormed(random, 2);
  return Array.from({ length: count }, () => (roll(3) > 0 ? whole() : jumble(random)));
}
