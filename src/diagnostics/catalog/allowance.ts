import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';
import { nearest } from '../nearest';

/** Findings about what somebody accepts. One function per code, sorted by code. */

export const allowanceCodeUnknown = (at: Place, code: string, known: readonly string[]): Diagnostic =>
  finding(
    'allowance-code-unknown',
    'error',
    at,
    `no finding has the code ${JSON.stringify(code)}, so nothing of it can be allowed.`,
    nearest(code, known),
  );

export const allowanceRefused = (at: Place, code: string, where: string, reason: string): Diagnostic =>
  finding(
    'allowance-refused',
    'error',
    at,
    `${code} at ${JSON.stringify(where)} cannot be allowed: ${reason}.`,
    'Remove the allowance, and correct what is found.',
  );

export const allowanceUnused = (at: Place, code: string, where: string): Diagnostic =>
  finding(
    'allowance-unused',
    'warning',
    at,
    `nothing has the code ${code} at ${JSON.stringify(where)}, so its allowance has no effect.`,
    'Remove it, or correct where it points: <Kind>/<mesh>/<name>[#field], or <Kind>/<name>[#field] without a mesh.',
  );

export const allowanceWithoutReason = (at: Place, code: string, where: string): Diagnostic =>
  finding(
    'allowance-without-reason',
    'error',
    at,
    `${code} at ${JSON.stringify(where)} is allowed without a reason.`,
    'Say why it is fine there.',
  );
