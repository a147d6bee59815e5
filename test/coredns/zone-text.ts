import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface ZoneLine {
  readonly owner: string;
  readonly ttl: number;
  readonly type: string;
  /** Without a last dot. */
  readonly value: string;
}

export const zonesOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.zone'))
    .map((file) => basename(file, '.zone'));

/** Reads only the form that we write ourselves: one record a line, all names absolute. */
export const zoneLines = (folder: string, zone: string): readonly ZoneLine[] =>
  zoneRecords(readFileSync(join(folder, `${zone}.zone`), 'utf8'));

export function zoneRecords(text: string): readonly ZoneLine[] {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => {
    const record = /^(\S+)\. (\d+) IN (\S+) (.+?)\.?$/.exec(line);
    if (record === null) throw new Error(`Not a record with an absolute name: ${line}`);
    return { owner: record[1], ttl: Number(record[2]), type: record[3], value: record[4] };
  });
}
