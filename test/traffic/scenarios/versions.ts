import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder whose content is exchanged as a whole, as Kubernetes does with a mounted volume: each entry is a link into `..data`,
 * and `..data` is a link to the current version, replaced by renaming another link over it.
 */
export class Versions {
  private count = 0;

  constructor(readonly root: string) {
    mkdirSync(root, { recursive: true });
  }

  /** `fill` writes the new version into the folder that it is given. */
  exchange(fill: (folder: string) => void): void {
    const version = `..version-${++this.count}`;
    mkdirSync(join(this.root, version));
    fill(join(this.root, version));
    symlinkSync(version, join(this.root, '..next'));
    renameSync(join(this.root, '..next'), join(this.root, '..data'));
    const entries = readdirSync(join(this.root, version));
    for (const entry of readdirSync(this.root))
      if (!entry.startsWith('..') && !entries.includes(entry)) rmSync(join(this.root, entry));
    const there = readdirSync(this.root);
    for (const entry of entries) if (!there.includes(entry)) symlinkSync(join('..data', entry), join(this.root, entry));
    if (this.count > 1) rmSync(join(this.root, `..version-${this.count - 1}`), { recursive: true });
  }
}
