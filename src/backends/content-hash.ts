import { createHash } from 'node:crypto';

/** Sixteen digits that tell one content from another. */
export const contentHash = (text: string): string => hashOfPieces([text]);

/** The same of a text bit by bit. */
export function hashOfPieces(pieces: Iterable<string>): string {
  const sum = createHash('sha256');
  for (const piece of pieces) sum.update(piece);
  return sum.digest('hex').slice(0, 16);
}
