import { join } from 'node:path';
import { testWith } from '../tools';
import { runTogether } from '../traffic/namespace';
import type { HostResult } from './host.result';

/** A host from its first file to its last: see host.world.ts. */

const RUN_LIMIT_MS = 90_000;
const TOOLS = ['envoy', 'coredns', 'unshare', 'ip', 'nft', 'iptables-restore', 'setpriv', 'groupadd'];
const it = testWith(TOOLS);
const [CAPTURE, COREDNS, ENVOY] = ['capture-default-web', 'coredns-default', 'envoy-default-web'].map(
  (name) => `meshext-${name}.service`,
);

const CAPTURES = ['redirect nft', 'redirect iptables', 'local-route'];
const resultOf = runTogether<HostResult>(join(__dirname, 'host.world.ts'), RUN_LIMIT_MS, 'HOST_CAPTURE', CAPTURES);

describe.each(CAPTURES)('%s', (capture) => {
  let result: HostResult;
  beforeAll(async () => {
    result = await resultOf(capture);
  }, RUN_LIMIT_MS + 20_000);

  it('the script has systemd start the units in order', () => {
    const each = [CAPTURE, COREDNS, ENVOY].flatMap((unit) => [`enable ${unit}`, `restart ${unit}`]);
    expect(result.installed).toEqual(['daemon-reload', ...each]);
  });
  it('a client reaches services by hostname, through the user and the rights of the units', () => {
    expect(result).toMatchObject({ plain: '200', proven: '200' });
  });
  it('a name that is not declared does not exist, and an address outside is untouched', () => {
    expect(result).toMatchObject({ unnamed: 'ENOTFOUND', outside: '200' });
  });
  it('a new service and new secrets are taken without a restart', () => {
    expect(result).toMatchObject({ upgraded: [], added: '200', rotated: true });
  });
  it('run again, the script finds nothing to do', () => {
    expect(result.again).toBe('nothing to do\n');
  });
  it('the units take rules and routes back', () => {
    expect(result.rules).toBe('');
  });
  it('uninstalled, nothing is left of it', () => {
    const stopped = [ENVOY, COREDNS, CAPTURE].map((unit) => `disable --now ${unit}`);
    expect({ removed: result.removed, changed: result.changed }).toEqual({
      removed: [...stopped, 'daemon-reload'],
      changed: [],
    });
  });
});
