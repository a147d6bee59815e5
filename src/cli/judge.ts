import { dirname } from 'node:path';
import type { Artifact } from '../backends/backend';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Ir } from '../ir/ir';
import { type OpenLock, lockToWrite, openLock } from '../lock-file';
import { parseCidr } from '../model/ip';
import { type Input, load } from '../model/load';
import type { MeshDeclaration, Model } from '../model/model';
import type { ReadOptions } from '../model/options';
import type { BesideFile } from '../write';
import type { Flags } from './flags';
import { readInputs } from './inputs';
import { judgeModel } from './judge-model';
import { readOptionsFile } from './options-file';
import { type Progress, progressOn } from './terminal';
import { usageError } from './run';

/** What a run finds and would write. */
export interface Judged {
  readonly ir: Ir;
  readonly diagnostics: readonly Diagnostic[];
  /** Renders the outputs; only when no finding is an error. */
  readonly artifacts: () => readonly Artifact[];
  /** The lock, to be written together with them. */
  readonly lock: BesideFile;
  readonly progress: Progress;
}

const MEBIBYTE = 1024 * 1024;

/**
 * Reads, compiles and checks.
 *
 * @throws the system's error for a path that cannot be opened
 */
export function judge(paths: readonly string[], flags: Flags): Judged {
  const progress = progressOn(process.stderr);
  const options = optionsFor(flags);
  progress.step('Reading');
  const inputs = readInputs(paths);
  const size = inputs.reduce((sum, { text }) => sum + text.length, 0);
  progress.step(`Loading ${counted(inputs)}`, size > MEBIBYTE);
  const loaded = load(inputs);
  progress.step(`Compiling ${loaded.model.services.length} services`, size > MEBIBYTE);
  const open = lockFor(options, flags);
  const read = { inputs, loaded, options, lockFile: open, targets: flags.target, now: Date.now() };
  const { ir, lock, diagnostics, artifacts } = judgeModel(read, withEnvironment);
  return {
    ir,
    diagnostics: flags.strict === true ? diagnostics.map(strictly) : diagnostics,
    artifacts: () => {
      progress.step('Rendering', size > MEBIBYTE);
      return artifacts();
    },
    lock: lockToWrite(open, lock),
    progress,
  };
}

function optionsFor({ options: path, kuma }: Flags): ReadOptions {
  const read = readOptionsFile(path);
  return kuma === undefined ? read : { ...read, options: { ...read.options, kumaVersion: kuma } };
}

/**
 * The lock that the options name, seen from them.
 *
 * @throws an error of usage when that can be no file, and the system's error when it cannot be read
 */
export function lockFor({ options: { lockFile } }: ReadOptions, flags: Flags): OpenLock {
  if (lockFile?.includes('\0') === true) throw usageError('lockFile: a path cannot hold the character U+0000.');
  try {
    return openLock({
      ...(lockFile === undefined ? {} : { lockFile }),
      ...(flags.frozenLock === undefined ? {} : { frozenLock: flags.frozenLock }),
      folder: dirname(flags.options ?? '.'),
    });
  } catch (error) {
    // The system does not say of which path that is.
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    throw usageError(`the lock ${lockFile ?? 'meshext.lock.yaml'} is a folder.`);
  }
}

const counted = (inputs: readonly Input[]): string => (inputs.length === 1 ? inputs[0].file : `${inputs.length} files`);

const strictly = (one: Diagnostic): Diagnostic => (one.severity === 'warning' ? { ...one, severity: 'error' } : one);

const CIDR = 'KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR';
const SYSTEM_CA = 'KUMA_DATAPLANE_RUNTIME_DYNAMIC_SYSTEM_CA_PATH';

/** Kuma's own settings, where its control plane and its kuma-dp have them; what is said in options goes before. */
function withEnvironment(model: Model): Model {
  const vipCidr = given(CIDR);
  const systemCaPath = given(SYSTEM_CA);
  if (vipCidr !== undefined && parseCidr(vipCidr) === undefined)
    throw usageError(`${CIDR} is ${JSON.stringify(vipCidr)}, which is not a range of addresses such as 242.0.0.0/8.`);
  const meshes =
    vipCidr === undefined ? model.meshes : model.meshes.map((mesh): MeshDeclaration => ({ ...mesh, vipCidr }));
  const dataplanes =
    systemCaPath === undefined
      ? model.dataplanes
      : model.dataplanes.map((one) => ({ ...one, settings: { ...one.settings, systemCaPath } }));
  return { ...model, meshes, dataplanes };
}

/** A variable that is set to nothing is not set. */
const given = (variable: string): string | undefined => process.env[variable] || undefined;
