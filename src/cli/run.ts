import type { Diagnostic } from '../diagnostics/diagnostic';

/** How commands end: 0 fine, 1 findings that are errors, 2 wrong usage or a path that cannot be opened. */
export const WRONG_USAGE = 2;

/** What a person did wrong beside the documents themselves. */
const USAGE = Symbol('usage');
export const usageError = (message: string): Error => Object.assign(new Error(message), { [USAGE]: true });
const isUsageError = (error: unknown): error is Error => error instanceof Error && USAGE in error;

/** A path that cannot be opened or written. */
const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

/** Runs a command and sets the exit status. Any other error that is thrown is a bug of ours and shows its stack. */
export function run(command: () => number): void {
  try {
    process.exitCode = command();
  } catch (error) {
    if (!isSystemError(error) && !isUsageError(error)) throw error;
    process.stderr.write(`meshext: ${error.message}\n`);
    process.exitCode = WRONG_USAGE;
  }
}

export const statusOf = (found: readonly Diagnostic[]): number =>
  found.some(({ severity }) => severity === 'error') ? 1 : 0;
