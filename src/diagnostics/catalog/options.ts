import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';
import { nearest } from '../nearest';

/** Findings about `meshext.yaml`. One function per code, sorted by code. */

export const optionInvalid = (at: Place, problem: string, hint: string): Diagnostic =>
  finding('option-invalid', 'error', at, problem, hint);

export const optionUnknown = (at: Place, key: string, known: readonly string[]): Diagnostic =>
  finding('option-unknown', 'error', at, 'there is no such option.', nearest(key, known));

export const optionUnused = (at: Place, kind: string, name: string, known: readonly string[]): Diagnostic =>
  finding(
    'option-unused',
    'warning',
    at,
    `no ${kind} ${JSON.stringify(name)} is declared, so the options have no effect.`,
    nearest(name, known),
  );
