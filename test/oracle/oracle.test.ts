import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isError } from '../../src/diagnostics/diagnostic';
import { run } from '../run';
import { testWith } from '../tools';
import { chainForEach } from './chain-for-each';

/**
 * What a real Kuma 2.8.8 made of seed.yaml and seed-dataplane.yaml, reduced by envoy_model.py to what it does
 * (seed.model.json), against ours reduced by the same program, which knows chains for one destination only.
 */

type Models = Readonly<Record<string, unknown>>;
const read = (file: string): string => readFileSync(join(__dirname, file), 'utf8');
const KUMA = JSON.parse(read('seed.model.json')) as Models;
const INPUTS = ['seed.yaml', 'seed-dataplane.yaml'].map((file) => ({ file, text: read(file) }));
const BOOTSTRAP = 'envoy/default/example/bootstrap.json';
const it = testWith(['python3']);

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'meshext-oracle-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function modelOf(options: string): Models {
  const { artifacts, diagnostics } = run(INPUTS, options, undefined, ['envoy', 'coredns']);
  expect(diagnostics.filter(isError)).toEqual([]);
  const path = join(folder, 'bootstrap.json');
  const bootstrap = JSON.parse(artifacts.find((one) => one.path === BOOTSTRAP)?.text ?? '{}') as Record<
    string,
    unknown
  >;
  writeFileSync(path, JSON.stringify(chainForEach(bootstrap)));
  const { stdout, stderr } = spawnSync('python3', [join(__dirname, 'envoy_model.py'), path], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Models;
}

/** Kuma's, but with the newest TLS version allowed: without a maximum Envoy stops at TLS 1.2. */
const better = JSON.parse(JSON.stringify(KUMA).replaceAll('"max":null', '"max":"TLSv1_3"')) as Models;

it('ports: does what Kuma does, and allows TLS 1.3', () => {
  expect(modelOf('{}')).toEqual(better);
});

it('ports with compatibility kuma-2.8: does just what Kuma does', () => {
  expect(modelOf('{ meshes: { default: { compatibility: kuma-2.8 } } }')).toEqual(KUMA);
});

it('redirect: does the same at the VIP of each service', () => {
  const vips = [...read('seed.yaml').matchAll(/^name: (mes-\S+)[\s\S]*?\n {4}port: (\d+)/gm)].map(
    ([, name, port], i) => ({ name, port, vip: `242.0.0.${i + 1}` }),
  );
  const services = vips.map(({ name, vip }) => `default/${name}: { vip: ${vip} }`).join(', ');
  const model = modelOf(`{ meshes: { default: { envoy: { capture: redirect } } }, services: { ${services} } }`);
  const outbounds = [...read('seed-dataplane.yaml').matchAll(/port: (80\d\d)\n[\s\S]*?name: (mes-\S+)/g)];
  const captured = outbounds.map(([, port, name]) => {
    const service = vips.find((one) => one.name === name);
    return [`${service?.vip}:${service?.port}`, better[`127.0.0.1:${port}`]];
  });
  expect(captured).toHaveLength(6);
  expect(model).toEqual({ ...better, ...Object.fromEntries(captured) });
});
