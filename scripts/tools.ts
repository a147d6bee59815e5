// npm run tools: everything the tests need beside Node. Does nothing when all is there.
import { coredns } from './tools/coredns';
import { debianPackages } from './tools/debian';
import { envoy } from './tools/envoy';
import { apiServer, helm, kubectlValidate, kustomize } from './tools/kubernetes';
import { settle } from './tools/settle';
import { secrets } from './tools/secrets';

const STEPS: readonly (() => readonly string[])[] = [
  debianPackages,
  ...[envoy, coredns, apiServer, kubectlValidate, kustomize, helm].map((program) => () => [settle(program)]),
  secrets,
];

let failed = false;
for (const step of STEPS) {
  try {
    for (const line of step()) console.log(line);
  } catch (error) {
    failed = true; // the next steps still run, so that all that is missing is said at once
    console.error(error instanceof Error ? error.message : error);
  }
}
process.exitCode = failed ? 1 : 0;
