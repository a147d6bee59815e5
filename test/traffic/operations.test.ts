import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import { type Part, valueOf } from './world';

/** What proxies are told beside where services are: with the setting, and without. */

const RUN_LIMIT_MS = 120_000;
const it = testWith(['envoy', 'unshare', 'ip']);

const EXPECTED: Readonly<Record<string, RegExp>> = {
  'accessLog: text, answered': /^200 time=\S+ service=logged .*upstream=127\.0\.7\.1:8080 flags=- .*status=200 /,
  'accessLog: text, failed': /^503 time=\S+ service=dead .*flags=UF.* failure=.*Connection_refused.*status=503 /,
  'accessLog: not given': /^200 not logged$/,
  'stats: minimal': /^upstream_rq_total$/,
  'stats: full': /^upstream_rq_total,upstream_cx_rx_bytes_total$/,
  adminPath: /^id-1, cluster-1; 18000,20001,20002,20003,20004,20005,20006,20007$/,
  'no admin': /^18000,20001$/,
  'idleTimeout, tcp': /^closed in time$/,
  'no idleTimeout': /^stays open$/,
  'idleTimeout, a request in which nothing moves': /, closed in time$/,
  outlierDetection: /^only good answers$/,
  'no outlierDetection': /^good and bad answers$/,
  healthCheck: /^\/health$/,
  'no healthCheck': /^good and bad answers$/,
  maxDownstreamConnections: /^5 of 15$/,
  'no maxDownstreamConnections': /^15 of 15$/,
};

let results: Readonly<Record<string, Part<string>>> = {};
beforeAll(async () => {
  results = await runInNamespace(join(__dirname, 'scenarios/operations.world.ts'), RUN_LIMIT_MS);
}, RUN_LIMIT_MS + 20_000);

for (const [what, expected] of Object.entries(EXPECTED))
  it(`${what}: ${expected.source}`, () => {
    expect(valueOf(results[what])).toMatch(expected);
  });
