import { mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { putFile } from '../../written';

/** What a kubelet makes of ConfigMaps and Secrets: a folder of links that all change at once. */

export type Keys = Readonly<Record<string, string>>;
interface Source {
  readonly name: string;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}
export interface Volume {
  readonly name: string;
  readonly projected?: { readonly sources: readonly { readonly configMap?: Source; readonly secret?: Source }[] };
}

/** The files of a projected volume, `keys` being the content of each object by its name. */
export function filesOf({ projected }: Volume, keys: (name: string) => Keys): Keys {
  const sources = (projected?.sources ?? []).flatMap(({ configMap, secret }) => configMap ?? secret ?? []);
  return Object.fromEntries(
    sources.flatMap(({ name, items }) => {
      const all = keys(name);
      const wanted = items ?? Object.keys(all).map((key) => ({ key, path: key }));
      return wanted.map(({ key, path }): [string, string] => {
        if (all[key] === undefined) throw new Error(`${name} has no key ${key}`);
        return [path, all[key]];
      });
    }),
  );
}

/** Writes the files beside those that are there, and exchanges them by renaming one link. */
export function mountFiles(folder: string, files: Keys): void {
  mkdirSync(folder, { recursive: true });
  const version = `..version-${readdirSync(folder).length}`;
  mkdirSync(join(folder, version));
  for (const [path, text] of Object.entries(files)) putFile(join(folder, version), path, text);
  symlinkSync(version, join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  const present = new Set(readdirSync(folder));
  for (const top of new Set(Object.keys(files).map((path) => path.split('/')[0])))
    if (!present.has(top)) symlinkSync(join('..data', top), join(folder, top));
}
