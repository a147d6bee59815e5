/** Why a document cannot be read, and where; leaves the reader from any depth and is caught where documents are made. */
export class Problem extends Error {
  constructor(
    message: string,
    /** Offset in the text. */
    readonly at: number,
  ) {
    super(message);
  }
}

/** Nesting that no resource needs and that the JavaScript stack still holds; Kuma's reader allows 10,000. */
export const MAX_DEPTH = 300;
