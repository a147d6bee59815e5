import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Lock, LockEntry } from '../model/lock';
import type { Model } from '../model/model';
import { lockKeys } from './claims';
import { withOwnVips } from './delivery';
import { byKey } from './order';
import { originals, synced } from './synced';
import { entryOf, tidyLock } from './tidy-lock';

export interface Pruned {
  readonly lock: Lock;
  /** The entries that were dropped. */
  readonly removed: readonly LockEntry[];
  /** What of the rest contradicts itself. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Drops the entries that no service has. First, so that one of them contradicts nothing any more. */
export function pruneLock(model: Model, lock: Lock): Pruned {
  const keys = lockKeys(withOwnVips(synced(originals(model))[0]));
  const [held, diagnostics] = tidyLock(lock.filter(({ key }) => keys.has(key)));
  const kept = [...held].map(([key, one]) => entryOf(key, one));
  return {
    lock: kept.sort(byKey(({ key }) => key)),
    removed: lock.filter(({ key }) => !keys.has(key)),
    diagnostics,
  };
}
