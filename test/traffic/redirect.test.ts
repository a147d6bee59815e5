import { join } from 'node:path';
import { testWith } from '../tools';
import { runInNamespace } from './namespace';
import type { RedirectResult } from './scenarios/redirect.result';

/** Which connections are redirected, which chain takes them, and that none comes back without end. */

const RUN_LIMIT_MS = 60_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', 'nft', 'iptables-restore', 'ip6tables-restore']);

const IN_ALL = {
  'a service on its port': 'web',
  'a service on another port': 'closed',
  'a service without a port, on a port of its own': 'any',
  'a service without a port, on the port of another': 'any',
  'a service without a port, on the port of a third': 'any',
  'a service on its port, IPv6': 'web',
  'a service without a port, IPv6': 'any',
  'a VIP that is nobody’s': 'closed',
  'a VIP that is nobody’s, another port': 'closed',
  'the listener itself': 'closed',
  'an address outside the range': 'outside',
  'the listener itself, redirected': 'closed',
};
const REDIRECTED = 'an address outside, redirected by a rule of somebody else’s';

describe.each([
  ['nft', 'alone', 'closed'],
  ['iptables', 'alone', 'closed'],
  ['nft', 'passthrough', 'outside'],
  ['iptables', 'passthrough', 'outside'],
])('%s, %s', (rules, passthrough, redirected) => {
  let result: RedirectResult = {};
  beforeAll(async () => {
    const settings = { REDIRECT_WITH: `${rules} ${passthrough}` };
    result = await runInNamespace(join(__dirname, 'scenarios/redirect.world.ts'), RUN_LIMIT_MS, settings);
  }, RUN_LIMIT_MS + 20_000);

  for (const [where, expected] of Object.entries({ ...IN_ALL, [REDIRECTED]: redirected }))
    it(`${where}: ${expected}`, () => {
      expect(result[where]).toBe(expected);
    });

  it('what is declared says the same, and nothing of what lies outside the range', () => {
    const said = Object.entries(result).filter(([where]) => where.endsWith(', as declared'));
    expect(said).toHaveLength(11);
    for (const [where, end] of said) {
      const live = result[where.replace(', as declared', '')];
      expect([where, end]).toEqual([where, live === 'outside' ? 'not declared' : live]);
    }
  });

  it('no connection comes back to the listener', () => {
    // One for each that was answered, and none for the others; a loop would make some thousand.
    const live = Object.entries(result).filter(([where]) => !where.endsWith(', as declared'));
    const answered = live.filter(([, one]) => ['web', 'any', 'plain', 'outside'].includes(one)).length;
    expect(Number(result['upstream connections of all'])).toBeLessThanOrEqual(answered + 20);
  });

  if (rules === 'nft')
    it('rules that are loaded again are there once', () => {
      expect(result['rules, loaded again']).toBe('the same');
    });
});
