import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';

/** Findings about VIPs and their lock. One function per code, sorted by code. */

/** A line of the lock as a finding shows it. */
export interface Line {
  readonly text: string;
  readonly source?: Place['source'];
}

const shown = ({ text, source }: Line): string => `\`${text}\`${source && ` (${source.file}:${source.line})`}`;

/** The first few, and how many more there are. */
function listed(items: readonly string[], most = 10): string {
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${rest} more` : items.join(', ');
}

export const displayNameTwice = (at: Place, key: string, other: Place): Diagnostic =>
  finding(
    'display-name-twice',
    'error',
    at,
    `${nameOf(other)} has the same mesh and display name, ${JSON.stringify(key)}, which its VIP comes from.`,
    'Give one of them another name, or another kuma.io/display-name.',
  );

export const lockAddressTwice = (first: Line, second: Line, address: string): Diagnostic =>
  finding(
    'lock-address-twice',
    'error',
    placeOf(second),
    `two services have ${address}: ${shown(first)} and ${shown(second)}.`,
    'Delete the line of the newer one, so that it gets another address; run `meshext lock prune` if one of them is gone.',
  );

export const lockChanged = (file: string): Diagnostic =>
  finding(
    'lock-changed',
    'error',
    {},
    `${file} was changed by somebody else since it was read.`,
    'Run again. Nothing was written.',
  );

export const lockEntryUnknown = (lines: readonly Line[]): Diagnostic =>
  finding(
    'lock-entry-unknown',
    'info',
    placeOf(lines[0]),
    `${lines.length === 1 ? 'one entry belongs' : `${lines.length} entries belong`} to no service that is declared: ${listed(lines.map(shown))}.`,
    'Leave them if the services come back or are declared elsewhere; else run `meshext lock prune`.',
  );

export const lockFrozen = (file: string, changes: readonly string[]): Diagnostic =>
  finding(
    'lock-frozen',
    'error',
    { source: { file, document: 1, line: 1, column: 1 } },
    `${file} is frozen and would change: ${changes.length === 0 ? 'its lines are not in order' : listed(changes.map((one) => `\`${one}\``))}.`,
    'Run once without the freeze, and commit the lock.',
  );

export const lockInvalid = (source: NonNullable<Place['source']>, problem: string): Diagnostic =>
  finding(
    'lock-invalid',
    'error',
    { source },
    `line ${source.line} of ${source.file} is no entry: ${problem}.`,
    'Correct the line or delete it. After a merge keep the entries of both sides.',
  );

export const lockKeyTwice = (first: Line, second: Line): Diagnostic =>
  finding(
    'lock-key-twice',
    'error',
    placeOf(second),
    `one service has two addresses: ${shown(first)} and ${shown(second)}.`,
    'Delete the line whose address is in use nowhere.',
  );

export const lockMeshUnseen = (meshes: readonly string[]): Diagnostic =>
  finding(
    'lock-mesh-unseen',
    'info',
    {},
    `the written tree shows no service of ${listed(meshes)}, so all entries of ${meshes.length === 1 ? 'that mesh' : 'those meshes'} stay.`,
    'What Kuma does not deliver is not written as a resource. To drop entries there, name the files of all services.',
  );

export const lockOutOfRange = (line: Line, address: string, range: string): Diagnostic =>
  finding(
    'lock-out-of-range',
    'error',
    placeOf(line),
    `${address} is none of the addresses that ${range} gives: ${shown(line)}.`,
    'Delete the line, so that the service gets an address of the range, or restore the range.',
  );

export const vipInvalid = (at: Place, vip: string): Diagnostic =>
  finding(
    'vip-invalid',
    'error',
    at,
    `${JSON.stringify(vip)} is not an IP address.`,
    'Write an address of the range, for instance 242.0.0.10.',
  );

export const vipOutOfRange = (at: Place, vip: string, ranges: readonly string[]): Diagnostic =>
  finding(
    'vip-out-of-range',
    'error',
    at,
    `${vip} is none of the addresses that ${ranges.join(' and ')} ${ranges.length === 1 ? 'gives' : 'give'}.`,
    'Choose one inside the range; its first and last, and 127.0.0.0/16, are never given.',
  );

/** `owner`: the line or the service that has the address. */
export const vipPinTaken = (at: Place, vip: string, owner: Line | Place): Diagnostic =>
  finding(
    'vip-pin-taken',
    'error',
    at,
    `${vip} already belongs to ${'text' in owner ? shown(owner) : nameOf(owner)}.`,
    'Choose another address, or remove the vip and let meshext choose.',
  );

export const vipPinTwice = (at: Place, vip: string, other: string, where: Place): Diagnostic =>
  finding(
    'vip-pin-twice',
    'error',
    at,
    `it has the VIP ${vip} here and ${other} at ${nameOf(where)}; a service has one VIP in all zones.`,
    'Give both the same vip, or only one of them.',
  );

export const vipRangeFull = (at: Place, range: string, room: string): Diagnostic =>
  finding(
    'vip-range-full',
    'error',
    at,
    `${range} has no free address for this service: it has room for ${room}.`,
    'Choose a larger range.',
  );

export const vipRangeInvalid = (at: Place, found: string, wanted = 'a range of addresses'): Diagnostic =>
  finding(
    'vip-range-invalid',
    'error',
    at,
    `${JSON.stringify(found)} is not ${wanted}.`,
    'Write it as address/length, for instance 242.0.0.0/8, or fd00:242::/64 for cidrV6.',
  );

export const vipRangesDiffer = (at: Place, found: string, other: string, where: Place): Diagnostic =>
  finding(
    'vip-ranges-differ',
    'error',
    at,
    `its range is ${found} here and ${other} at ${nameOf(where)}; a service has the same VIP in every zone of its mesh.`,
    'Give the mesh the same range in all zones.',
  );

const placeOf = ({ source }: Line): Place => (source === undefined ? {} : { source });
