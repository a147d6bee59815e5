import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { putFile } from '../written';
import { everything, folder, root, script, secrets, text, there, tree } from './scratch';

/** What `install.sh` leaves alone. */

const first = tree('first');
const SHOP = join(first, 'default/shop/install.sh');
const TILL = join(first, 'default/till/install.sh');
const FRONT = join(first, 'other/front/install.sh');

describe('uninstalled,', () => {
  test('nothing of it is left, and everything of others', () => {
    const before = everything();
    script(SHOP, '--secrets', secrets('given', { 'payments-ca': 'first', 'stock-ca': 'first' }));
    const dry = script(SHOP, '--uninstall', '--dry-run');
    expect(script(SHOP, '--uninstall')).toEqual(dry);
    expect(there().filter((path) => !(path in before) && !path.startsWith('etc/meshext/secrets'))).toEqual([]);
    expect(text('etc/meshext/secrets/stock-ca/value')).toBe('first');
    script(SHOP, '--uninstall', '--purge');
    expect(everything()).toEqual(before);
    expect(script(SHOP, '--uninstall', '--purge')).toMatchObject({ status: 0, said: 'nothing to do\n' });
  });

  test('it leaves what another Dataplane of the mesh needs, until that goes, too', () => {
    const before = everything();
    script(SHOP);
    const alone = everything();
    expect(script(TILL)).toMatchObject({ status: 0 });
    script(TILL, '--uninstall');
    expect(everything()).toEqual({ ...alone, 'etc/meshext/installed/.made': expect.any(String) as string });
    script(TILL);
    script(SHOP, '--uninstall');
    expect(there()).toEqual(expect.arrayContaining(['etc/meshext/coredns/default/Corefile']));
    expect(there()).toEqual(expect.arrayContaining(['etc/systemd/system/meshext-coredns-default.service']));
    script(join(root, 'etc/meshext/installed/default/till/install.sh'), '--uninstall'); // needs no output tree
    expect(everything()).toEqual(before);
  });

  test('a file of somebody else in a folder of ours stays, and the folder with it', () => {
    script(SHOP);
    putFile(root, 'etc/meshext/envoy/default/shop/notes', 'mine');
    script(SHOP, '--uninstall');
    expect(there().filter((path) => path.startsWith('etc/meshext/envoy/default/shop/'))).toEqual([
      'etc/meshext/envoy/default/shop/notes',
    ]);
  });
});

describe('it refuses, and changes nothing:', () => {
  const refused = (path: string, ...args: readonly string[]): string => {
    const before = everything();
    const { status, failed } = script(path, ...args);
    expect(everything()).toEqual(before);
    expect(status).toBe(1);
    return failed.replace(/^install\.sh: /, '').trim();
  };

  test('a unit that it did not install', () => {
    putFile(root, 'etc/systemd/system/meshext-envoy-default-shop.service', 'of somebody else\n');
    expect(refused(SHOP)).toBe(
      '/etc/systemd/system/meshext-envoy-default-shop.service is there already, and was not installed for mesh default.',
    );
  });

  test.each(['envoy/default/shop', 'coredns/default', 'secrets'])('a folder %s that somebody has filled', (path) => {
    putFile(root, `etc/meshext/${path}/x`, 'x');
    const given = ['--secrets', secrets('given', { 'payments-ca': 'first' })];
    expect(refused(SHOP, ...given)).toBe(`/etc/meshext/${path} is filled already, and not by meshext.`);
  });

  test('a second Dataplane that captures', () => {
    const both = tree('both', { delivery: [{ host: { dnsAddress: '127.0.0.2' } }] });
    script(join(both, 'default/shop/install.sh'));
    expect(refused(FRONT)).toBe('Dataplane default/shop captures connections on this host already.');
  });

  test('a second mesh on one address for names', () => {
    const plain = tree('plain', { envoy: { capture: 'bound' }, vips: { cidr: '127.66.0.0/16' } });
    script(join(plain, 'default/shop/install.sh'));
    expect(refused(FRONT)).toBe(
      'mesh default has its names answered on 127.0.0.1 already: give one of the two another dnsAddress.',
    );
  });

  test('a tree that is not whole', () => {
    const half = join(folder, 'half-tree');
    cpSync(first, join(half, 'hosts'), { recursive: true });
    expect(refused(join(half, 'hosts/default/shop/install.sh'))).toMatch(
      /bootstrap\.json is missing: copy the whole output tree to the host\.$/,
    );
  });

  test('secrets that are none, and a folder that is not there', () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect(refused(SHOP, '--secrets', join(folder, 'empty'))).toContain('holds no <name>/value.');
    expect(refused(SHOP, '--secrets', join(folder, 'nowhere'))).toBe('--secrets needs a folder that is there.');
    expect(refused(SHOP, '--purge')).toBe('--purge goes with --uninstall.');
  });
});
