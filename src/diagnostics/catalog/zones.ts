import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';
import { nearest } from '../nearest';

/** Findings about zones and the global control plane. One function per code, sorted by code. */

export const globalServiceDiffers = (at: Place, fields: readonly string[], other: Place): Diagnostic =>
  finding(
    'global-service-differs',
    'error',
    at,
    `${nameOf(other)} declares the same resource of the global control plane with other ${fields.join(', ')}.`,
    'Declare it once, in any zone: every zone of the mesh has it. Or make all declarations of it say the same.',
  );

/** Two services of the global control plane that have one display name. */
export const copiesOfOneName = (at: Place, name: string, other: Place): Diagnostic =>
  finding(
    'synced-name-taken',
    'error',
    at,
    `zones have a copy of it as ${name}, and so they call the copy of ${nameOf(other)}: both have one display name.`,
    'Give one of them another kuma.io/display-name.',
  );

export const syncedNameTaken = (at: Place, name: string, original: Place): Diagnostic =>
  finding(
    'synced-name-taken',
    'error',
    at,
    `${name} is what Kuma calls the copy that this zone has of ${nameOf(original)}, a service of the global control plane.`,
    'Give it another name.',
  );

export const zoneInUniversal = (at: Place, label: string, zone: string): Diagnostic =>
  finding(
    'zone-in-universal',
    'error',
    at,
    `its label kuma.io/zone is ${label}, and in Universal the control plane of zone ${zone} refuses that.`,
    'Remove the label, or correct it.',
  );

export const zoneLabelMissing = (at: Place, zones: readonly string[]): Diagnostic =>
  finding(
    'zone-label-missing',
    'error',
    at,
    `it runs in one zone, and does not say in which of ${zones.join(', ')}.`,
    'Give it the label kuma.io/zone.',
  );

export const zoneLabelUnknown = (at: Place, found: string, zones: readonly string[]): Diagnostic =>
  finding(
    'zone-label-unknown',
    'error',
    at,
    `${JSON.stringify(found)} is none of the zones ${zones.join(', ')}.`,
    nearest(found, zones),
  );
