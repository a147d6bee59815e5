import type { Diagnostic, Source } from './diagnostic';

/**
 * The order in which findings about files are shown: documents by file and position, what belongs to no position last; within
 * one resource Kuma's findings in Kuma's order, then ours by field and code.
 */
export function sortFindings(found: readonly Diagnostic[]): Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const one of found) {
    const { source, kind, mesh, name } = one.at;
    const key = JSON.stringify([source?.file, source?.document, kind, mesh, name]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()]
    .map((group) => ({ start: startOf(group), group: group.sort(withinResource) }))
    .sort((a, b) => comparePositions(a.start, b.start))
    .flatMap(({ group }) => group);
}

/** The first place that any of them points to. */
const startOf = (group: readonly Diagnostic[]): Source | undefined =>
  group.map(({ at }) => at.source).sort(comparePositions)[0];

function comparePositions(a: Source | undefined, b: Source | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.document - b.document || a.line - b.line || a.column - b.column;
}

function withinResource(a: Diagnostic, b: Diagnostic): number {
  if (a.authority !== b.authority) return a.authority === 'kuma' ? -1 : 1;
  if (a.authority === 'kuma') return 0;
  return compareTexts(a.at.field ?? '', b.at.field ?? '') || compareTexts(a.code, b.code);
}

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);
