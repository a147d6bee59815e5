import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchCheck } from './check';

// npm run bench, after npm run build: prints each result and writes them all to bench/results.json.
const results = [benchCheck()];
for (const { name, check, node, ratio } of results) {
  console.log(`${name}: ${check.toFixed(0)} ms; node -e 0: ${node.toFixed(0)} ms; ratio ${ratio.toFixed(2)}`);
}
writeFileSync(join(__dirname, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
