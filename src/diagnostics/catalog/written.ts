import type { Diagnostic, Place } from '../diagnostic';
import { finding } from '../finding';

/** Findings about a written tree, from `meshext check --dist`. One function per code, sorted by code. */

const AGAIN = 'Write the tree again, with cdk8s synth or meshext compile, and commit all of it, .meshext too.';

const start = (file: string): Place => ({ source: { file, document: 1, line: 1, column: 1 } });

export const appFailed = (file: string, command: string, end: string): Diagnostic =>
  finding(
    'app-failed',
    'error',
    start(file),
    `${JSON.stringify(command)} ${end}; what it said stands on standard error.`,
    'Make cdk8s synth work; nothing was compared.',
  );

export const distEdited = (path: string): Diagnostic =>
  finding(
    'dist-edited',
    'error',
    start(path),
    `${path} was changed after meshext wrote it.`,
    'Make the change where the file comes from, and write the tree again.',
  );

export const distExtra = (path: string): Diagnostic =>
  finding(
    'dist-extra',
    'error',
    start(path),
    `${path} is not part of what would be written.`,
    'Write the tree again, which removes what meshext has written; move what is yours to another folder.',
  );

export const distMissing = (path: string): Diagnostic =>
  finding('dist-missing', 'error', {}, `${path} would be written and is not there.`, AGAIN);

export const distStale = (path: string): Diagnostic =>
  finding('dist-stale', 'error', start(path), `${path} is not what would be written now.`, AGAIN);
