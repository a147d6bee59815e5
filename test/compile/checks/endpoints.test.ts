import { compile } from '../../../src/compile/compile';
import type { MeshDeclaration } from '../../../src/model/model';
import { type Json, brief, generator, modelOf, service } from '../documents';

const said = (spec: Json, mesh: Partial<MeshDeclaration> = {}): string[] =>
  brief(
    compile(modelOf([service('x', spec), generator('g', '{{ .Name }}.mesh.internal')], mesh)).diagnostics.filter(
      ({ authority, code }) => authority === 'meshext' && code.includes('endpoint'),
    ),
  );
const at = (...endpoints: readonly Json[]): Json => ({ endpoints });
const socket = (length: number): Json => ({ address: `unix:///${'a'.repeat(length - 1)}` });
const name = (length: number): string => `${'a.'.repeat(length / 2)}a`.slice(0, length);

test.each([
  ['none at all', { endpoints: [] }, 'error endpoints-missing x spec.endpoints'],
  [
    'a socket and a name',
    at({ address: 'unix:///a' }, { address: 'a.example', port: 1 }),
    'error mixed-endpoints x spec.endpoints',
  ],
  ['port 0 of a name', at({ address: 'a.example', port: 0 }), 'error endpoint-unusable x spec.endpoints[0]'],
  ['a socket without a path', at({ address: 'unix://' }), 'error endpoint-unusable x spec.endpoints[0]'],
  ['a path of 108 bytes', at(socket(108)), 'error endpoint-unusable x spec.endpoints[0]'],
  ['a name of 255 characters', at({ address: name(255), port: 1 }), 'error endpoint-unusable x spec.endpoints[0]'],
  [
    'an address among the VIPs',
    at({ address: 'a.example', port: 1 }, { address: '242.9.9.9', port: 1 }),
    'warning endpoint-in-vip-range x spec.endpoints[1].address',
  ],
])('%s', (_title, spec, finding) => {
  expect(said(spec)).toEqual(expect.arrayContaining([finding]));
});

test.each([
  ['a socket and an address', at({ address: 'unix:///a' }, { address: '192.0.2.1', port: 1 })],
  ['a name and an address', at({ address: 'a.example', port: 1 }, { address: '192.0.2.1', port: 65535 })],
  ['a path of 107 bytes', at(socket(107))],
  ['a name of 253 characters and its dot', at({ address: `${name(253)}.`, port: 1 })],
  ['an address beside the VIPs', at({ address: '241.255.255.255', port: 1 }, { address: '243.0.0.0', port: 1 })],
  ['an IPv6 address that reads like a VIP', at({ address: '::ffff:242.0.0.1', port: 1 })],
  ['an extension, whose endpoints are its own', { endpoints: [], extension: { type: 'a', config: {} } }],
])('%s: nothing to say', (_title, spec) => {
  expect(said(spec)).toEqual([]);
});

test('the second range counts too', () => {
  const spec = at({ address: 'fd00::1', port: 1 });
  expect(said(spec, { vipCidrV6: 'fd00::/64' })).toEqual(['warning endpoint-in-vip-range x spec.endpoints[0].address']);
  expect(said(spec, { vipCidrV6: 'fd01::/64' })).toEqual([]);
});
