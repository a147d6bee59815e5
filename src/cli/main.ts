#!/usr/bin/env node
import { Command } from 'commander';
import { addCheck } from './check';
import { addCompile } from './compile';
import { addCompletion } from './completion';
import { addExplainCode } from './explain-code';
import { addList } from './list';
import { addLock } from './lock';
import { addValidate } from './validate';
import { version } from './package';
import { WRONG_USAGE } from './run';

// Who reads has enough (`meshext list | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = new Command('meshext')
  .description(
    'Compiles Kuma resources of external services to Kubernetes manifests, Universal resources, Envoy bootstraps and CoreDNS zones.',
  )
  .version(version())
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : WRONG_USAGE));
for (const add of [addCompile, addCheck, addValidate, addList, addLock, addExplainCode, addCompletion]) add(program);
program.parse();
