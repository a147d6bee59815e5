import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';
import { nearest } from '../nearest';

/** Findings about documents and declarations as such. One function per code, sorted by code. */

export const documentInvalid = (at: Place, problem: string): Diagnostic =>
  finding('document-invalid', 'error', at, `${problem}.`, 'Correct the document; nothing was written.');

export const meshNameInvalid = (at: Place, what: string, name: string): Diagnostic =>
  finding(
    'mesh-name-invalid',
    'error',
    at,
    `${JSON.stringify(name)} cannot be the name of a ${what}: it names a folder of the output.`,
    'Use lower-case letters, digits, hyphens, underscores and dots, and at least one letter or digit.',
  );

export const meshTwice = (at: Place, other: Place): Diagnostic =>
  finding(
    'mesh-twice',
    'error',
    at,
    `the mesh is declared twice; the first is ${nameOf(other)}.`,
    'Declare each mesh once in a zone. To spread it over several charts, pass it as the prop mesh.',
  );

export const readTooEarly = (at: Place, read: string, was: string, is: string): Diagnostic =>
  finding(
    'read-too-early',
    'error',
    at,
    `${read} was read as ${was}, and later declarations made it ${is}.`,
    'Read it inside Lazy.any, or after everything is declared.',
  );

export const resourceIgnored = (kind: string, count: number): Diagnostic =>
  finding('resource-ignored', 'info', {}, `${count} of kind ${kind} left alone: meshext does not model it.`);

export const resourceTwice = (at: Place, name: string, other: Place): Diagnostic =>
  finding(
    'resource-twice',
    'error',
    at,
    `${name} is declared twice; the first is ${nameOf(other)}.`,
    'Give one of them another name.',
  );

export const unknownField = (at: Place, known: readonly string[]): Diagnostic =>
  finding(
    'unknown-field',
    'warning',
    at,
    'the resource has no such field; it is left out.',
    nearest(at.field?.split('.').at(-1) ?? '', known),
  );

export const yamlInvalid = (at: Place, problem: string): Diagnostic =>
  finding('yaml-invalid', 'error', at, `${problem}`, 'Correct the document; nothing was written.');
