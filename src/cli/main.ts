#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addCompile } from './compile';

/** Exit status: 0 fine, 1 findings that are errors, 2 wrong usage or a path that cannot be opened. */
const WRONG_USAGE = 2;

const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
  readonly version: string;
};
const program = new Command('meshext')
  .description(
    'Compiles Kuma resources of external services to Kubernetes manifests, Universal resources, Envoy bootstraps and CoreDNS zones.',
  )
  .version(version)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : WRONG_USAGE));
addCompile(program);
program.parse();
