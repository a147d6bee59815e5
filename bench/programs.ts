import { join } from 'node:path';

/** What the bench runs. */

/** The command as it is published. */
export const COMMAND = join(__dirname, '../lib/cli/main.js');
