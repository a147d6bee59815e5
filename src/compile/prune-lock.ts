import { lockMeshUnseen } from '../diagnostics/catalog';
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

/**
 * Drops the entries that no service has. First, so that one of them contradicts nothing any more.
 *
 * @param isTold whether the model tells of all services of a mesh; what is in the lock for another stays
 */
export function pruneLock(model: Model, lock: Lock, isTold: (mesh: string) => boolean = () => true): Pruned {
  const keys = lockKeys(withOwnVips(synced(originals(model))[0]));
  const unseen = new Set(lock.map(({ key }) => meshOf(key)).filter((mesh) => !isTold(mesh)));
  const isKept = ({ key }: LockEntry): boolean => keys.has(key) || unseen.has(meshOf(key));
  const [held, diagnostics] = tidyLock(lock.filter(isKept));
  const kept = [...held].map(([key, one]) => entryOf(key, one));
  return {
    lock: kept.sort(byKey(({ key }) => key)),
    removed: lock.filter((one) => !isKept(one)),
    diagnostics: [...diagnostics, ...(unseen.size === 0 ? [] : [lockMeshUnseen([...unseen].sort())])],
  };
}

const meshOf = (key: string): string => key.slice(0, key.indexOf('/'));
