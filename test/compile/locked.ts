import { compile } from '../../src/compile/compile';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { lockLine } from '../../src/model/lock';
import type { Model } from '../../src/model/model';
import { lockFindings, readLock } from '../../src/model/read-lock';
import { type Json, modelOf, service } from './documents';

/** Compiles with a lock, and what comes of it. */

export interface Run {
  /** The lines of the new lock. */
  readonly lines: readonly string[];
  /** What is said of VIPs and the lock. */
  readonly found: readonly Diagnostic[];
  /** `severity code` of each. */
  readonly codes: readonly string[];
  /** The VIPs by mesh key and name. */
  readonly vips: Readonly<Record<string, readonly string[]>>;
}

export const named = (...names: readonly string[]): Json[] => names.map((name) => service(name));
export const inRange = (vipCidr: string, ...names: readonly string[]): Model => modelOf(named(...names), { vipCidr });

export const FILE = 'meshext.lock.yaml';

export function runWith(model: Model, lines: readonly string[] = [], frozen = false): Run {
  const file = readLock(FILE, lines.length === 0 ? undefined : `${lines.join('\n')}\n`, frozen);
  const { ir, lock, diagnostics } = compile(model, { lock: file.lock });
  const found = [...lockFindings(file, lock), ...diagnostics].filter(({ code }) => /^(lock|vip|display)-/.test(code));
  return {
    lines: lock.map(lockLine),
    found,
    codes: found.map(({ severity, code }) => `${severity} ${code}`),
    vips: Object.fromEntries(
      ir.meshes.flatMap((mesh) => mesh.services.map(({ name, vips }) => [`${mesh.key}/${name}`, vips])),
    ),
  };
}
