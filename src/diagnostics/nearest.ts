/** A hint that names the known word closest to an unknown one, and the others when they are few. */
export function nearest(found: string, known: readonly string[]): string {
  const [best] = known.reduce<readonly [string | undefined, number]>(
    ([word, least], one) => {
      const far = Math.abs(one.length - found.length) > least ? Infinity : distance(found, one);
      return far < least || (far === least && word !== undefined && one < word) ? [one, far] : [word, least];
    },
    [undefined, Infinity],
  );
  if (best === undefined) return 'There is none to name.';
  if (distance(found, best) <= Math.max(2, Math.floor(found.length / 3)))
    return `Did you mean ${JSON.stringify(best)}?`;
  return known.length <= 12
    ? `Known: ${[...known].sort().join(', ')}.`
    : `The nearest known one is ${JSON.stringify(best)}.`;
}

/** How many single letters have to change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
