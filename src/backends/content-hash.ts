import { createHash } from 'node:crypto';

/** Sixteen digits that tell one content from another. */
export const contentHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
