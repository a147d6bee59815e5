import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';
import { nearest } from '../nearest';

/** Findings about documents and declarations as such. One function per code, sorted by code. */

export const declarationCircular = (at: Place): Diagnostic =>
  finding(
    'declaration-circular',
    'error',
    at,
    'a Lazy in it reads an address, a hostname or a bootstrap, and those are computed from it.',
    'Read it in an annotation that is not of kuma.io, or in an object that is none of meshext.',
  );

export const documentInvalid = (at: Place, problem: string): Diagnostic =>
  finding('document-invalid', 'error', at, `${problem}.`, 'Correct the document; nothing was written.');

export const fileUnreadable = (file: string, problem: string, hint: string): Diagnostic =>
  finding('file-unreadable', 'error', { source: { file, document: 1, line: 1, column: 1 } }, problem, hint);

export const meshElsewhere = (at: Place, mesh: string): Diagnostic =>
  finding(
    'mesh-elsewhere',
    'error',
    at,
    `its mesh ${mesh} does not stand in this construct tree.`,
    'Pass a Mesh of the same App, and one that was not removed from it.',
  );

export const meshNameInvalid = (at: Place, what: string, name: string, why: string): Diagnostic =>
  finding(
    'mesh-name-invalid',
    'error',
    at,
    `${JSON.stringify(name)} cannot be the name of a ${what}: ${why}.`,
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

export const nothingDeclared = (paths: readonly string[]): Diagnostic =>
  finding(
    'nothing-declared',
    'error',
    {},
    `no MeshExternalService, HostnameGenerator or Dataplane was found in ${paths.join(', ')}.`,
    'Name the files or folders that declare them. What meshext wrote, hidden folders and node_modules are not read.',
  );

export const readTooEarly = (at: Place, read: string, was: string, is: string): Diagnostic =>
  finding(
    'read-too-early',
    'error',
    at,
    `${read} was read as ${was}, and later declarations made it ${is}.`,
    'Read it inside Lazy.any, or after everything is declared.',
  );

/** `what`: in words that follow a number, `of kind ConfigMap`. */
export const resourceIgnored = (what: string, count: number): Diagnostic =>
  finding('resource-ignored', 'info', {}, `${count} ${what} left alone: meshext does not model it.`);

export const resourceTwice = (at: Place, name: string, other: Place): Diagnostic =>
  finding(
    'resource-twice',
    'error',
    at,
    `${name} is declared twice; the first is ${nameOf(other)}.`,
    'Give one of them another name.',
  );

/** The text itself is not shown: it may be a secret. */
export const textNotUnicode = (at: Place): Diagnostic =>
  finding(
    'text-not-unicode',
    'error',
    at,
    'the text holds half of a surrogate pair, which is no character: no file can hold it.',
    'Look for a text that was cut in the middle of a character, or for a \\u escape without its other half.',
  );

export const keyLetterCase = (at: Place, name: string): Diagnostic =>
  finding(
    'key-letter-case',
    'warning',
    at,
    `it is taken for ${name}, as in Universal, where letter case does not count; on Kubernetes it would be left out.`,
    `Write ${name}.`,
  );

export const unknownField = (at: Place, known: readonly string[]): Diagnostic =>
  finding(
    'unknown-field',
    'warning',
    at,
    'the resource has no such field; it is left out.',
    nearest(at.field?.split('.').at(-1) ?? '', known),
  );

/** `line`: what stands there, where that may say why. */
export const yamlInvalid = (at: Place, problem: string, line = ''): Diagnostic =>
  finding(
    'yaml-invalid',
    'error',
    at,
    problem,
    line.includes('{{')
      ? 'This looks like a template of Helm, which is no YAML yet: render it first, and read what comes out.'
      : 'Correct the document; nothing was written.',
  );
