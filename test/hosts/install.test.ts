import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { putFile } from '../written';
import { SERVICES, everything, folder, root, script, secrets, text, there, tree } from './scratch';

/** What `install.sh` puts where, and again. */

const first = tree('first');
const second = tree('second', { envoy: { capture: 'local-route' }, vips: { cidr: '10.8.0.0/16' } }, SERVICES.slice(1));
const SHOP = join(first, 'default/shop/install.sh');
const TILL = join(first, 'default/till/install.sh');

test('a dry run shows what the run does, and changes nothing', () => {
  const before = everything();
  const dry = script(SHOP, '--dry-run');
  expect(everything()).toEqual(before);
  expect(dry.said).toContain('write /etc/systemd/system/meshext-envoy-default-shop.service\n');
  expect(script(SHOP)).toEqual(dry);
  expect(there()).toContain('etc/systemd/system/meshext-envoy-default-shop.service');
});

test('run again, it changes nothing', () => {
  script(SHOP);
  const before = everything();
  expect(script(SHOP)).toMatchObject({ status: 0, said: 'nothing to do\n' });
  expect(everything()).toEqual(before);
});

test('what it installs is what the tree has, in folders that are exchanged as a whole', () => {
  script(SHOP);
  const bootstrap = readFileSync(join(folder, 'first/envoy/default/shop/bootstrap.json'), 'utf8');
  expect(text('etc/meshext/envoy/default/shop/bootstrap.json')).toBe(bootstrap);
  expect(readlinkSync(join(root, 'etc/meshext/envoy/default/shop/bootstrap.json'))).toBe('..data/bootstrap.json');
  expect(text('etc/meshext/coredns/default/Corefile')).toBe(
    readFileSync(join(folder, 'first/coredns/default/Corefile'), 'utf8'),
  );
  expect(text('etc/systemd/resolved.conf.d/meshext-default.conf')).toContain(
    'Domains=~242.in-addr.arpa ~mesh.internal\n',
  );
});

test('a newer tree takes the place of an older one, and nothing of that is left', () => {
  script(SHOP);
  const upgraded = script(join(second, 'default/shop/install.sh'));
  expect(upgraded).toMatchObject({ status: 0 });
  expect(there().filter((path) => /\/(payments|capture\.)|\/242/.test(path))).toEqual([]);
  expect(text('etc/meshext/envoy/default/shop/route.sh')).toContain('10.8.0.0/16');
  const versions = there().filter((path) => /shop\/\.\.[0-9a-f]+$/.test(path));
  expect(versions).toHaveLength(1);
  const after = everything();
  script(join(second, 'default/shop/install.sh'));
  expect(everything()).toEqual(after);
});

test('what a newer tree does not have is removed', () => {
  script(SHOP);
  const third = tree('third', { envoy: {} });
  expect(script(join(third, 'default/shop/install.sh')).said).toContain(
    'remove /etc/systemd/system/meshext-capture-default-shop.service\n',
  );
  expect(there().filter((path) => path.includes('meshext-capture') || path.includes('coredns'))).toEqual([]);
});

test('a file that was edited by hand is put right', () => {
  script(SHOP);
  writeFileSync(join(root, 'etc/meshext/envoy/default/shop/bootstrap.json'), '{}');
  expect(script(SHOP).said).toContain('fill /etc/meshext/envoy/default/shop\n');
  expect(text('etc/meshext/envoy/default/shop/bootstrap.json')).not.toBe('{}');
  expect(script(SHOP).said).toBe('nothing to do\n');
});

test('secrets are exchanged all at once, those of other Dataplanes stay, and nobody else may read them', () => {
  script(SHOP, '--secrets', secrets('given', { 'payments-ca': 'first', 'stock-ca': 'first' }));
  const renewed = script(TILL, '--secrets', secrets('renewed', { 'payments-ca': 'second' }));
  expect(renewed.said).toContain('renew secrets: payments-ca\n');
  expect(text('etc/meshext/secrets/payments-ca/value')).toBe('second');
  expect(text('etc/meshext/secrets/stock-ca/value')).toBe('first');
  expect(readlinkSync(join(root, 'etc/meshext/secrets/payments-ca'))).toBe('..data/payments-ca');
  expect(everything()['etc/meshext/secrets/..v2/payments-ca/value']).toBe('640 second');
  expect(there().filter((path) => path.includes('..v1'))).toEqual([]);
  expect(`${renewed.said}${renewed.failed}`).not.toMatch(/first|second/);
});

test('it says which secrets are missing', () => {
  expect(script(SHOP, '--secrets', secrets('half', { 'stock-ca': 'x' })).failed).toBe(
    'secret payments-ca is missing: Envoy does not start without /etc/meshext/secrets/payments-ca/value.\n',
  );
});

test('wrong usage shows the right one', () => {
  expect(script(SHOP, '--instal')).toMatchObject({ status: 2, failed: expect.stringContaining('usage:') as string });
  expect(script(SHOP, '--help').said).toContain('--dry-run');
});

test("Kuma's own proxy is run by a script with the flags of the Dataplane's file", () => {
  const kuma = tree('kuma', { envoy: {}, delivery: [{ kuma: {} }] });
  putFile(folder, 'bin/kuma-dp', '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  spawnSync('chmod', ['755', join(folder, 'bin/kuma-dp')]);
  const shop = join(kuma, '../universal/default/shop');
  const ran = (env: NodeJS.ProcessEnv): string[] =>
    spawnSync('sh', [`${shop}.sh`, '--binary-path=/opt/envoy'], {
      encoding: 'utf8',
      env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, ...env },
    }).stdout.split('\n');
  const flags = ['--dns-enabled=false', `--dataplane-file=${shop}.yaml`, '--binary-path=/opt/envoy', ''];
  expect(ran({})).toEqual(['run', '--cp-address=https://localhost:5678/', ...flags]);
  const [off, ...others] = flags;
  expect(ran({ KUMA_CONTROL_PLANE_URL: 'https://cp:5678', KUMA_DATAPLANE_RUNTIME_TOKEN_PATH: '/a token' })).toEqual([
    'run',
    '--cp-address=https://cp:5678',
    off,
    '--dataplane-token-file=/a token',
    ...others,
  ]);
});

test('identities are renewed with the secrets, and what is missing of them is said', () => {
  const through = {
    Mesh: {
      mtls: { enabledBackend: 'ca-1', backends: [{ name: 'ca-1', type: 'builtin' }] },
      routing: { zoneEgress: true },
    },
    ZoneEgress: { networking: { address: '192.0.2.9', port: 10002 } },
  };
  const shop = join(
    tree('through', {}, [
      ...SERVICES,
      { type: 'Mesh', name: 'default', ...through.Mesh },
      { type: 'ZoneEgress', name: 'egress', ...through.ZoneEgress },
    ]),
    'default/shop/install.sh',
  );
  expect(script(shop).failed.split('\n').slice(0, 3)).toEqual(
    ['ca.crt', 'tls.crt', 'tls.key'].map(
      (file) =>
        `identities/default/shop/${file} is missing: the zone egress lets nobody in who does not prove who he is.`,
    ),
  );
  const given = secrets('identities', {});
  for (const file of ['ca.crt', 'tls.crt', 'tls.key']) putFile(given, `identities/default/shop/${file}`, `${file} 1`);
  expect(script(shop, '--secrets', given)).toMatchObject({ status: 0, failed: '' });
  expect(text('etc/meshext/secrets/identities/default/shop/tls.key')).toBe('tls.key 1');
  putFile(given, 'identities/default/shop/tls.crt', 'tls.crt 2');
  expect(script(shop, '--secrets', given).said).toMatch(/^renew secrets: identities\/default\/shop\/tls.crt\n/);
  expect(text('etc/meshext/secrets/identities/default/shop/tls.crt')).toBe('tls.crt 2');
  expect(script(shop, '--secrets', given).said).toBe('nothing to do\n');
});
