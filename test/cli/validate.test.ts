import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST_TEXT } from '../../src/backends/backend';
import { testWith, tool } from '../tools';
import { type Files, dataplane, documents, generator, meshext, put, service, workFolder } from './meshext';

const KEY = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----';
const withTls = `type: MeshExternalService
name: bank
mesh: default
spec:
  match: { port: 443, protocol: http }
  endpoints: [{ address: bank.example.com, port: 443 }]
  tls:
    enabled: true
    verification:
      caCert: { secret: ca }
      clientCert: { secret: pair-cert }
      clientKey: { secret: pair-key }
`;
const folder = workFolder({
  'all.yaml': documents(generator, withTls, service('api'), dataplane('client', 'bank'), dataplane('other', 'api')),
});
const FILESYSTEM = 'meshes: { default: { envoy: { xds: filesystem } } }';
const it = testWith(['envoy']);
const CLIENT = 'envoy/default/client';

const validate = (...args: readonly string[]) => meshext(folder.path, ['validate', '--envoy', tool('envoy'), ...args]);

/** Writes the tree, then changes files of it. */
function written(options: string, changed: Files = {}): void {
  put(folder.path, { 'meshext.yaml': options });
  expect(meshext(folder.path, ['compile', 'all.yaml']).status).toBe(0);
  put(join(folder.path, 'dist'), changed);
}
const read = (path: string): string => readFileSync(join(folder.path, 'dist', path), 'utf8');

describe('a tree as it was written', () => {
  for (const [name, options] of [
    ['static', '{}'],
    ['filesystem', FILESYSTEM],
    [
      'relative folders',
      'meshes: { default: { envoy: { xds: filesystem, configDir: here, secretsDir: ../secrets } } }',
    ],
  ] as const)
    it(`is accepted, with no secret on this machine: ${name}`, () => {
      written(options);
      expect(validate()).toEqual({
        status: 0,
        stdout: `${CLIENT}/bootstrap.json: ok\nenvoy/default/other/bootstrap.json: ok\n`,
        stderr: '',
      });
    });
});

describe('a tree that was changed by hand', () => {
  const refused = (options: string, path: string, change: (text: string) => string, why: RegExp): void => {
    written(options);
    put(join(folder.path, 'dist'), { [path]: change(read(path)) });
    const { status, stdout, stderr } = validate();
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(why);
    expect(stdout).toContain('envoy/default/other/bootstrap.json: ok\n');
  };

  it('is refused where Envoy says so', () =>
    refused(
      '{}',
      `${CLIENT}/bootstrap.json`,
      (text) => text.replace('"connect_timeout"', '"konnect_timeout"'),
      /Envoy refuses it: .*konnect_timeout/,
    ));

  it('is refused for a resource in a file that Envoy only reads at run time', () =>
    refused(
      FILESYSTEM,
      `${CLIENT}/cds.json`,
      (text) => text.replace('"STRICT_DNS"', '"NEVER"'),
      /Envoy refuses it: .*NEVER/,
    ));

  it('is refused when a listener leads to no cluster', () =>
    refused(
      FILESYSTEM,
      `${CLIENT}/lds.json`,
      (text) => text.replaceAll('"meshexternalservice_bank"', '"bank"'),
      /leads to the cluster bank, which does not exist/,
    ));

  it('is refused when a file is no JSON', () =>
    refused(FILESYSTEM, `${CLIENT}/lds.json`, () => '{', /lds\.json is no JSON object/));

  it('is refused when a file is longer than can be read at once', () => {
    written('{}');
    truncateSync(join(folder.path, 'dist', CLIENT, 'bootstrap.json'), LONGEST_TEXT + 1);
    const { status, stdout, stderr } = validate();
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/bootstrap\.json has 536870889 bytes, and more than 536870888 cannot be read at once/);
  });

  it('is refused when a file holds something else', () =>
    refused(
      FILESYSTEM,
      `${CLIENT}/lds.json`,
      () => read(`${CLIENT}/cds.json`),
      /holds what is no config\.listener\.v3\.Listener/,
    ));

  it('is refused when a file has other secrets', () =>
    refused(
      '{}',
      `${CLIENT}/sds/authority/ca.json`,
      (text) => text.replace('"authority/ca"', '"other"'),
      /the file for the secret authority\/ca holds others only/,
    ));

  it('is refused when a file is not there', () =>
    refused(
      '{}',
      `${CLIENT}/bootstrap.json`,
      (text) => text.replace('authority/ca.json', 'authority/da.json'),
      /\/etc\/meshext\/envoy\/default\/client\/sds\/authority\/da\.json is named, and no such file stands beside/,
    ));

  it('is refused for what Envoy accepts and then fails with', () =>
    refused(
      '{}',
      `${CLIENT}/bootstrap.json`,
      (text) => text.replace('"port_value": 443', '"port_value": 0'),
      /an endpoint has port 0/,
    ));

  it('shows no key that stands inline in it', () => {
    const inline = JSON.stringify({ inline_string: KEY });
    const change = (text: string): string =>
      text.replace(
        '"common_tls_context": {',
        `"common_tls_context": { "tls_certificates": [{"private_key": ${inline}, "x": 1}],`,
      );
    refused('{}', `${CLIENT}/bootstrap.json`, change, /Envoy refuses it/);
    expect(validate().stdout).not.toMatch(/MIGHAg|BEGIN/);
  });

  it('gives all verdicts as JSON', () => {
    written('{}', { [`${CLIENT}/bootstrap.json`]: '[]' });
    const { status, stdout } = validate('--format', 'json');
    expect({ status, said: JSON.parse(stdout) as unknown }).toEqual({
      status: 1,
      said: {
        proxies: [
          { bootstrap: `${CLIENT}/bootstrap.json`, problems: [expect.stringContaining('is no JSON object')] },
          { bootstrap: 'envoy/default/other/bootstrap.json', problems: [] },
        ],
      },
    });
  });
});

describe('wrong usage', () => {
  test.each([
    ['a folder without bootstraps', ['.', '--envoy', process.execPath], 'no bootstrap.json stands below .'],
    ['a folder that is not there', ['nowhere', '--envoy', process.execPath], 'nowhere'],
    ['an Envoy that is not there', ['--envoy', 'nowhere/envoy'], 'nowhere/envoy is no file'],
  ])('%s', (_, args, why) => {
    const { status, stdout, stderr } = meshext(folder.path, ['validate', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(why);
  });
});
