import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { backends } from '../../src/backends';
import { TARGETS } from '../../src/cli/targets';
import { testWith, tool } from '../tools';
import { dataplane, documents, generator, meshext, put, service, tree, workFolder } from './meshext';

const COMMAND = join(__dirname, '../../lib/cli/main.js');
const folder = workFolder({
  'good.yaml': documents(generator, service('api')),
  'bad.yaml': service('bad', 0),
  'warned.yaml': service('api'),
});
const check = (...args: readonly string[]) => meshext(folder.path, ['check', ...args]);
/** With more variables in the environment. */
function withEnvironment(variables: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, ...variables },
  });
  return { status, stdout, stderr };
}

test('findings are on standard output, and nothing else is anywhere', () => {
  const before = tree(folder.path, '.', true);
  const { status, stdout, stderr } = check('bad.yaml', 'good.yaml');
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toContain('error[match-port] spec.match.port: port must be a valid (1-65535)\n  at bad.yaml:');
  expect(tree(folder.path, '.', true)).toEqual(before);
});

test('it finds what compile finds, and nothing more', () => {
  const compiled = meshext(folder.path, ['compile', 'warned.yaml']);
  expect(check('warned.yaml')).toEqual({ status: 0, stdout: compiled.stderr, stderr: '' });
});

test.each([
  ['nothing-declared', ''],
  [
    'path-taken',
    documents(
      service('api'),
      dataplane('web', '')
        .replace('mesh: default', 'mesh: default.yaml')
        .replace(/  outbound.*\n/, ''),
    ),
  ],
])('%s is found as compile finds it', (code, text) => {
  put(folder.path, { 'one/input.yaml': text });
  const { status, stdout } = check('one');
  expect({ status, found: stdout }).toEqual({ status: 1, found: meshext(folder.path, ['compile', 'one']).stderr });
  expect(stdout).toContain(`error[${code}]`);
});

test('findings stand by file and position, whatever the order of the arguments', () => {
  const lines = check('--format', 'oneline', 'warned.yaml', 'bad.yaml').stdout.split('\n');
  const files = lines.filter((line) => line.includes('.yaml:')).map((line) => line.slice(0, line.indexOf(':')));
  expect(files).toEqual([...files].sort());
  expect(new Set(files)).toEqual(new Set(['bad.yaml', 'warned.yaml']));
  expect(check('--format', 'oneline', 'bad.yaml', 'warned.yaml').stdout).toBe(lines.join('\n'));
});

test('--strict makes warnings errors, in compile too', () => {
  expect(check('warned.yaml').status).toBe(0);
  const { status, stdout } = check('--strict', 'warned.yaml');
  expect(status).toBe(1);
  expect(stdout).toContain('error[hostname-missing]');
  expect(meshext(folder.path, ['compile', '--strict', 'warned.yaml']).status).toBe(1);
  expect(Object.keys(tree(folder.path, '.'))).not.toContain('dist/universal/default.yaml');
});

test('--kuma says whose rules hold', () => {
  put(folder.path, { 'unix.yaml': service('api').replace(/address: .*/, 'address: unix:///run/api.sock }]') });
  expect(check('unix.yaml').stdout).not.toContain('endpoint-address');
  expect(check('--kuma', '2.14', 'unix.yaml').stdout).toContain('address has to be a valid IP or hostname\n');
});

test('--kuma holds for what belongs to no mesh, too', () => {
  put(folder.path, { 'generator.yaml': generator.replace(/template: .*/, "template: '{{ .Nope }}'") });
  expect(check('generator.yaml').stdout).not.toContain('template-render');
  expect(check('--kuma', '2.14', 'generator.yaml').stdout).toContain('error[template-render]');
});

test('--target leaves the other outputs out', () => {
  expect(meshext(folder.path, ['compile', 'good.yaml', '--target', 'coredns,universal']).status).toBe(0);
  const roots = Object.keys(tree(folder.path, 'dist')).map((path) => path.split('/')[0]);
  expect([...new Set(roots)].sort()).toEqual(['coredns', 'universal']);
});

test('every backend is a target', () => {
  expect([...TARGETS].sort()).toEqual(backends.map(({ name }) => name).sort());
});

describe('wrong usage names the right one', () => {
  test.each([
    ['--kuma', '2.9', 'Allowed choices are 2.8, 2.14'],
    ['--format', 'xml', 'Allowed choices are text, oneline, json, sarif'],
    ['--target', 'envoi', 'Did you mean "envoy"?'],
    ['--options', 'nowhere.yaml', 'nowhere.yaml'],
  ])('%s %s', (option, value, message) => {
    const { status, stdout, stderr } = check('good.yaml', option, value);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('an unknown command and an unknown option', () => {
    expect(meshext(folder.path, ['chekc', 'good.yaml']).stderr).toContain('Did you mean check?');
    expect(check('good.yaml', '--strcit').stderr).toContain('Did you mean --strict?');
  });
});

describe('KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR', () => {
  const list = (cidr: string) =>
    withEnvironment({ KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR: cidr }, 'list', '--format', 'json', 'good.yaml');

  test('is the default range', () => {
    expect(list('10.7.0.0/16').stdout).toMatch(/"vip": "10\.7\./);
    put(folder.path, { 'meshext.yaml': 'meshes: { default: { vips: { cidr: 10.8.0.0/16 } } }' });
    expect(list('10.7.0.0/16').stdout).toMatch(/"vip": "10\.8\./);
  });

  test('must be a range', () => {
    expect(list('10.7.0.0')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('"10.7.0.0"') as string,
    });
  });
});

describe('KUMA_DATAPLANE_RUNTIME_DYNAMIC_SYSTEM_CA_PATH', () => {
  const authority = (path: string): string | undefined => {
    const { status, stderr } = withEnvironment(
      { KUMA_DATAPLANE_RUNTIME_DYNAMIC_SYSTEM_CA_PATH: path },
      'compile',
      'proxy.yaml',
    );
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const text = tree(folder.path, 'dist')['envoy/default/web/bootstrap.json'];
    return /"trusted_ca": \{\s*"filename": "([^"]*)"/.exec(text ?? '')?.[1];
  };

  test('is the default file of authorities', () => {
    const secured = service('api').replace('endpoints', 'tls: { enabled: true }\n  endpoints');
    put(folder.path, { 'proxy.yaml': documents(generator, secured, dataplane('web', 'api')) });
    expect(authority('/etc/pki/tls/cert.pem')).toBe('/etc/pki/tls/cert.pem');
    expect(authority('')).toBe('/etc/ssl/certs/ca-certificates.crt');
    put(folder.path, { 'meshext.yaml': 'meshes: { default: { envoy: { systemCaPath: /own.pem } } }' });
    expect(authority('/etc/pki/tls/cert.pem')).toBe('/own.pem');
  });
});

test('a frozen lock that would change is an error that check shows as well', () => {
  const frozen = { MESHEXT_FROZEN_LOCK: '1' };
  expect(withEnvironment(frozen, 'check', 'good.yaml')).toMatchObject({ status: 1 });
  expect(meshext(folder.path, ['compile', 'good.yaml']).status).toBe(0);
  expect(withEnvironment(frozen, 'check', 'good.yaml')).toMatchObject({ status: 0 });
});

test('--dry-run prints what would change, and changes nothing', () => {
  const before = tree(folder.path, '.', true);
  const first = meshext(folder.path, ['compile', '--dry-run', 'good.yaml']);
  expect(first.status).toBe(0);
  expect(first.stdout.split('\n')).toEqual(
    expect.arrayContaining(['+ dist/universal/default.yaml', '+ meshext.lock.yaml']),
  );
  expect(tree(folder.path, '.', true)).toEqual(before);

  expect(meshext(folder.path, ['compile', 'good.yaml']).status).toBe(0);
  expect(meshext(folder.path, ['compile', '--dry-run', 'good.yaml']).stdout).toBe('');
  put(folder.path, { 'dist/universal/default.yaml': 'edited' });
  const third = meshext(folder.path, ['compile', '--dry-run', '--target', 'universal', 'good.yaml']).stdout;
  expect(third.split('\n')).toEqual(
    expect.arrayContaining(['~ dist/universal/default.yaml', '- dist/coredns/default/Corefile']),
  );
});

describe('a terminal', () => {
  const onTerminal = (variables: string, line: string): string => {
    const command = `${variables} ${process.execPath} ${COMMAND} ${line}`;
    return spawnSync(tool('script'), ['-qec', command, '/dev/null'], { cwd: folder.path, encoding: 'utf8' }).stdout;
  };

  testWith(['script'])('shows colours, unless NO_COLOR or a dumb terminal', () => {
    const red = '\u001b[1;31merror[match-port]\u001b[0m';
    expect(onTerminal('NO_COLOR= TERM=xterm', 'check bad.yaml')).toContain(red);
    expect(onTerminal('NO_COLOR=1 TERM=xterm', 'check bad.yaml')).not.toContain('\u001b[');
    expect(onTerminal('NO_COLOR= TERM=dumb', 'check bad.yaml')).not.toContain('\u001b[');
    expect(check('bad.yaml').stdout).not.toContain('\u001b[');
  });

  testWith(['script'])('says what takes long, and takes it back', () => {
    put(folder.path, { 'large.yaml': `${'# comment\n'.repeat(150_000)}${service('api')}` });
    const shown = onTerminal('TERM=xterm', 'check large.yaml');
    expect(shown).toContain('\r\u001b[KLoading large.yaml ...');
    expect(shown.lastIndexOf('\r\u001b[K')).toBeLessThan(shown.indexOf('hostname-missing'));
    expect(onTerminal('TERM=xterm', 'check good.yaml')).not.toContain('Loading');
  });
});

test('who stops reading is no error', () => {
  put(folder.path, { 'many.yaml': documents(...Array.from({ length: 2000 }, (_, i) => service(`s${i}`, 0))) });
  const line = `${process.execPath} ${COMMAND} check many.yaml | head -1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder.path, encoding: 'utf8' });
  expect({ stderr, first: stdout.split('\n').length }).toEqual({ stderr: '', first: 2 });
});
