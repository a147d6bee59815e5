import { testWith, tool } from '../tools';
import { dataplane, documents, generator, meshext, meshextBehind, put, service, tree, workFolder } from './meshext';

const folder = workFolder({ 'base.yaml': documents(generator, service('one'), dataplane('client', 'one')) });

testWith(['unshare'])('needs no network', () => {
  expect(meshext(folder.path, ['compile', 'base.yaml', '--out', 'online']).status).toBe(0);
  const offline = meshextBehind(tool('unshare'), ['--net'], folder.path, ['compile', 'base.yaml', '--out', 'offline']);
  expect(offline.status).toBe(0);
  expect(tree(folder.path, 'offline', true)).toEqual(tree(folder.path, 'online', true));
});

test('ten thousand documents', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `service-${i}`);
  put(folder.path, { 'many.yaml': documents(generator, ...names.map((name) => service(name))) });
  const { status, stdout, stderr } = meshext(folder.path, ['compile', 'many.yaml']);
  expect({ status, stdout, errors: stderr.includes('error[') }).toEqual({ status: 0, stdout: '', errors: false });
  const zone = tree(folder.path, 'dist')['coredns/default/svc.meshext.local.zone'] ?? '';
  const addresses = [...zone.matchAll(/ IN A (.*)$/gm)].map(([, address]) => address);
  expect(new Set(addresses).size).toBe(10_000);
});

test('no word of a private key is ever printed', () => {
  const source = (clientKey: string): string =>
    `${service('api')}  tls: { enabled: true, verification: { clientCert: { secret: c }, clientKey: ${clientKey} } }\n`;
  for (const key of [
    '{ inlineString: PRIVATE-WORD }',
    '{ inline: "PRIVATE-WORD" }',
    '"PRIVATE-WORD"',
    '["PRIVATE-WORD"]',
  ]) {
    const { stdout, stderr } = meshext(folder.path, ['compile', '-'], source(key));
    expect(stdout + stderr).toContain('clientKey');
    expect(stdout + stderr).not.toContain('PRIVATE-WORD');
  }
});
