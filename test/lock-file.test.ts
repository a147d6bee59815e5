import fs, {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Mesh, MeshApp, type MeshAppProps, type MeshExternalService, MeshOutput } from '../src';
import { type World, nameAll, service } from './constructs/declare';

// declare.ts gives every test a working directory of its own.

const LOCK = 'meshext.lock.yaml';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const lines = (path = LOCK): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

let written = '';
beforeEach(() => {
  written = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

function declare(names: readonly string[], props: MeshAppProps = {}): World & { services: MeshExternalService[] } {
  const app = new MeshApp(props);
  const chart = new Chart(app, 'kuma');
  const mesh = new Mesh(chart, 'default');
  nameAll(chart);
  return { app, chart, mesh, services: names.map((name) => service(mesh, name)) };
}
const synth = (names: readonly string[], props: MeshAppProps = {}): MeshExternalService[] => {
  const { app, services } = declare(names, props);
  app.synth();
  return services;
};

describe('MeshApp', () => {
  test('writes the lock with the tree, and reads it the next time', () => {
    // GIVEN
    const [a] = synth(['a']);
    expect(lines()).toEqual([`default/a: ${a.vip}`]);
    put(LOCK, 'default/a: 242.9.9.9\n');

    // WHEN
    const [again, b] = synth(['a', 'b']);

    // THEN
    expect(again.vip).toBe('242.9.9.9');
    expect(lines()).toEqual(['default/a: 242.9.9.9', `default/b: ${b.vip}`]);
    expect(readFileSync('dist/coredns/default/mesh.local.zone', 'utf8')).toContain('242.9.9.9');
  });

  test('reads it in its constructor, and what somebody writes after that is not lost', () => {
    put(LOCK, 'default/a: 242.9.9.9\n');
    const { app, services } = declare(['a', 'b']);
    put(LOCK, 'default/a: 242.8.8.8\n');
    expect(services[0].vip).toBe('242.9.9.9');
    expect(() => app.synth()).toThrow(/error\[lock-changed\].*meshext\.lock\.yaml/);
    expect(lines()).toEqual(['default/a: 242.8.8.8']);
    expect(existsSync('dist')).toBe(false);
  });

  test.each<[string, (services: readonly MeshExternalService[]) => unknown]>([
    ['made before either was written', () => undefined],
    ['of which one was read from', ([c]) => [c.vip, c.hostnames]],
  ])('two apps of one program may have one lock, %s', (_, read) => {
    // GIVEN
    const first = declare(['a', 'b'], { outdir: 'one/kubernetes' });
    const second = declare(['c'], { outdir: 'two/kubernetes' });
    read(second.services);

    // WHEN
    first.app.synth();
    second.app.synth();

    // THEN
    expect(lines().map((line) => line.split(':')[0])).toEqual(['default/a', 'default/b', 'default/c']);
  });

  test('a second synth goes on from the first', () => {
    const { app, mesh } = declare(['b']);
    app.synth();
    const before = lines();
    service(mesh, 'a');
    app.synth();
    expect(lines()).toEqual([expect.stringMatching(/^default\/a: /), ...before]);
  });

  test('does not touch a lock that stays as it is, whatever its line ends', () => {
    synth(['a']);
    const text = readFileSync(LOCK, 'utf8').replaceAll('\n', '\r\n');
    put(LOCK, text);
    synth(['a'], { frozenLock: true });
    expect(readFileSync(LOCK, 'utf8')).toBe(text);
  });

  test('makes no lock when there is nothing to keep', () => {
    synth([]);
    expect(existsSync(LOCK)).toBe(false);
    expect(existsSync('dist/kubernetes/kuma.k8s.yaml')).toBe(true);
  });

  test('takes another file, which may be a link', () => {
    put('real/vips.yaml', 'default/a: 242.9.9.9\n');
    symlinkSync('real/vips.yaml', 'link.yaml');
    const [a] = synth(['a', 'b'], { lockFile: 'link.yaml' });
    expect(a.vip).toBe('242.9.9.9');
    expect(lines('real/vips.yaml')).toHaveLength(2);
    expect(realpathSync('link.yaml')).toBe(resolve('real/vips.yaml'));
    expect(existsSync(LOCK)).toBe(false);
  });

  test('changes nothing when there is an error, in the lock or elsewhere', () => {
    synth(['a']);
    const [tree, lock] = [readFileSync('dist/.meshext/files.json', 'utf8'), readFileSync(LOCK, 'utf8')];
    const broken = `${lock}default/b: ${lines()[0].split(': ')[1]}\n`;
    put(LOCK, broken);
    expect(() => synth(['a', 'b'])).toThrow(
      /error\[lock-address-twice\].*meshext\.lock\.yaml:2.*meshext\.lock\.yaml:3/,
    );
    expect(readFileSync('dist/.meshext/files.json', 'utf8')).toBe(tree);
    expect(readFileSync(LOCK, 'utf8')).toBe(broken);
  });

  test('says on standard error what the lock has for nobody, and synth goes on', () => {
    put(LOCK, 'default/old: 242.9.9.9\n');
    synth(['a']);
    expect(written).toContain('info[lock-entry-unknown]');
    expect(lines()).toHaveLength(2);
  });

  test('cannot read a lock that is a folder', () => {
    mkdirSync(LOCK);
    expect(() => new MeshApp()).toThrow('EISDIR');
  });

  test('leaves the lock alone when only manifests are written', () => {
    synth(['a'], { outdir: 'chart/templates' });
    expect(readdirSync('.')).toEqual(['chart']);
    const outside = join(dirname(process.cwd()), 'meshext-lock-elsewhere');
    process.env['CDK8S_OUTDIR'] = outside;
    try {
      synth(['a']);
      expect(existsSync(LOCK)).toBe(false);
      expect(readdirSync(outside)).toContain('kuma.k8s.yaml');
    } finally {
      delete process.env['CDK8S_OUTDIR'];
      fs.rmSync(outside, { recursive: true, force: true });
    }
  });

  test('files are shown without writing any', () => {
    expect(Object.keys(MeshOutput.of(declare(['a']).app).files)).toContain('coredns/default/Corefile');
    expect(readdirSync('.')).toEqual([]);
  });
});

describe('frozen', () => {
  const refused = /error\[lock-frozen\] meshext\.lock\.yaml is frozen and would change: .*`\+ default\/b: 242\./;
  beforeEach(() => {
    synth(['a']);
  });
  afterEach(() => {
    delete process.env['MESHEXT_FROZEN_LOCK'];
  });

  test('a lock that would change is an error, and nothing is written', () => {
    const before = readFileSync(LOCK, 'utf8');
    expect(() => synth(['a', 'b'], { frozenLock: true })).toThrow(refused);
    process.env['MESHEXT_FROZEN_LOCK'] = '1';
    expect(() => synth(['a', 'b'])).toThrow(refused);
    expect(readFileSync(LOCK, 'utf8')).toBe(before);
    expect(readFileSync('dist/universal/default.yaml', 'utf8')).not.toContain('name: b');
  });

  test('one that stays is fine, and so is a release', () => {
    process.env['MESHEXT_FROZEN_LOCK'] = '1';
    expect(() => synth(['a'])).not.toThrow();
    expect(() => synth([])).not.toThrow();
  });

  test('the program’s word goes before the environment’s, and only 1 is yes', () => {
    process.env['MESHEXT_FROZEN_LOCK'] = '1';
    synth(['a', 'b'], { frozenLock: false });
    process.env['MESHEXT_FROZEN_LOCK'] = '0';
    synth(['a', 'b', 'c']);
    expect(lines()).toHaveLength(3);
  });
});

test('an App of cdk8s works without a lock', () => {
  put(LOCK, 'default/a: 242.9.9.9\n');
  const app = new App({ outdir: 'dist/kubernetes' });
  const mesh = new Mesh(new Chart(app, 'kuma'), 'default');
  const a = service(mesh, 'a');
  app.synth();
  MeshOutput.of(app).write();
  expect(a.vip).not.toBe('242.9.9.9');
  expect(lines()).toEqual(['default/a: 242.9.9.9']);
});

describe('constructs', () => {
  test('a VIP can be chosen, and ranges of both families', () => {
    const app = new MeshApp();
    const chart = new Chart(app, 'kuma');
    nameAll(chart);
    const mesh = new Mesh(chart, 'default', { vips: { cidr: '192.0.2.0/24', cidrV6: 'fd00::/64' } });
    const [a, b] = [service(mesh, 'a', { vip: '192.0.2.77' }), service(mesh, 'b')];
    app.synth();
    expect([a.vip, a.vips[0]]).toEqual(['192.0.2.77', '192.0.2.77']);
    expect(b.vips).toEqual([expect.stringMatching(/^192\.0\.2\./), expect.stringMatching(/^fd00::/)]);
    expect(lines()).toEqual([`default/a: ${a.vips.join(', ')}`, `default/b: ${b.vips.join(', ')}`]);
    const zone = readFileSync('dist/coredns/default/mesh.local.zone', 'utf8');
    expect(zone).toMatch(new RegExp(`^b\\.mesh\\.local\\. \\d+ IN A ${b.vips[0]}$`, 'm'));
    expect(zone).toMatch(new RegExp(`^b\\.mesh\\.local\\. \\d+ IN AAAA ${b.vips[1]}$`, 'm'));
    const zones = readdirSync('dist/coredns/default').filter((name) => name.endsWith('.arpa.zone'));
    expect(zones).toEqual(['0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa.zone', '2.0.192.in-addr.arpa.zone'].sort());
  });

  test('a VIP outside the range is refused with the path of the construct', () => {
    const { mesh, app } = declare([]);
    service(mesh, 'a', { vip: '10.0.0.1' });
    expect(() => app.synth()).toThrow('[kuma/default/a] error[vip-out-of-range] vip: 10.0.0.1');
  });
});
