import { onOneLine } from '../diagnostics/visible';

export type Cell = string | number | null | readonly string[];
export type Row = Readonly<Record<string, Cell>>;

/** Rows as aligned columns under the names of their fields; `-` where there is nothing. */
export function table(rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const header = Object.keys(rows[0]).map((name) => name.toUpperCase());
  const lines = [header, ...rows.map((row) => Object.values(row).map(cellText))];
  const widths = header.map((_, i) => lines.reduce((most, line) => Math.max(most, line[i].length), 0));
  const aligned = lines.map((line) => line.map((text, i) => text.padEnd(widths[i])).join('  '));
  return aligned.map((line) => `${line.trimEnd()}\n`).join('');
}

function cellText(cell: Cell): string {
  const text = typeof cell === 'object' ? (cell ?? []).join(',') : String(cell);
  return text === '' ? '-' : onOneLine(text);
}
