/** Why a template cannot be used: Go refuses its text, we do not support it, or its execution stops. */
export type FailureKind = 'invalid' | 'unsupported' | 'error';

/** Leaves the parser or the renderer from any depth; caught where the public functions begin, never seen by callers. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

/** Nesting that no hostname needs and that the JavaScript stack still holds; Go allows 10,000 and more. */
export const MAX_DEPTH = 300;

export const unsupported = (what: string): Failure =>
  new Failure('unsupported', `${what} not supported in a hostname template`);
