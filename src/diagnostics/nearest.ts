/** A hint that names the known word closest to an unknown one, and the others when they are few. */
export function nearest(found: string, known: readonly string[]): string {
  const [best] = candidates(found, known).reduce<readonly [string | undefined, number]>(
    ([word, least], one) => {
      const far = distance(found, one, least);
      return far < least || (far === least && word !== undefined && one < word) ? [one, far] : [word, least];
    },
    [undefined, Infinity],
  );
  if (best === undefined) return 'There is none to name.';
  if (distance(found, best, Infinity) <= Math.max(2, Math.floor(found.length / 3)))
    return `Did you mean ${JSON.stringify(best)}?`;
  return known.length <= 12
    ? `Known: ${[...known].sort().join(', ')}.`
    : `The nearest known one is ${JSON.stringify(best)}.`;
}

/** As many words are compared with each unknown one, however many are known. */
const FEW = 64;

/**
 * The words to compare with. Of many, those that stand beside the unknown one when they are sorted from their beginnings, and
 * from their ends: one of them is near, unless it is wrong at both.
 */
function candidates(found: string, known: readonly string[]): readonly string[] {
  if (known.length <= FEW) return known;
  const { forwards, backwards } = sortedWords(known);
  return [...beside(found, forwards), ...beside(reversed(found), backwards).map(reversed)];
}

interface Sorted {
  readonly forwards: readonly string[];
  readonly backwards: readonly string[];
}

/** Sorted once for each list: the next unknown word is looked for in the same. */
const SORTED = new WeakMap<readonly string[], Sorted>();

function sortedWords(known: readonly string[]): Sorted {
  const before = SORTED.get(known);
  if (before !== undefined) return before;
  const sorted = { forwards: [...known].sort(), backwards: known.map(reversed).sort() };
  SORTED.set(known, sorted);
  return sorted;
}

function beside(word: string, sorted: readonly string[]): readonly string[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < word) low = middle + 1;
    else high = middle;
  }
  return sorted.slice(Math.max(0, low - FEW / 4), low + FEW / 4);
}

const reversed = (word: string): string => [...word].reverse().join('');

/** Nobody mistypes a longer word; comparing two of them would take for ever. */
const LONGEST = 256;

/** How many single letters have to change (Levenshtein); Infinity when it is more than `least`. */
function distance(a: string, b: string, least: number): number {
  if (Math.abs(a.length - b.length) > least) return Infinity;
  if (Math.max(a.length, b.length) > LONGEST) return Math.max(a.length, b.length);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let closest = i;
    for (let j = 1; j <= b.length; j++) {
      const one = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      next.push(one);
      closest = Math.min(closest, one);
    }
    if (closest > least) return Infinity;
    row = next;
  }
  return row[b.length];
}
