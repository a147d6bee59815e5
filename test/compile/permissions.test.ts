import { accessOf } from '../../src/ir/access';
import { compile } from '../../src/compile/compile';
import type { MeshDeclaration } from '../../src/model/model';
import { expectationOf } from '../traffic/lab';
import { type Json, brief, dataplane, document, generator, modelOf, proxyIn, service } from './documents';

/** Who may reach a service through a zone egress: Kuma's order of policies and items, and what is said in vain. */

const MESH: Partial<MeshDeclaration> = { zoneEgress: true, mtls: { enabledBackend: 'ca' } };
const NAMED = generator('g', '{{ .Name }}.mesh.example');
const EGRESS = document('ZoneEgress', 'egress', { zone: 'default', networking: { address: '192.0.2.9', port: 10002 } });
const TO_X: Json = { kind: 'MeshExternalService', name: 'x' };
const MESH_WIDE: Json = { kind: 'Mesh' };
const of = (name: string): Json => ({ kind: 'MeshService', name });

type Item = readonly [client: Json, action: string];
const permission = (name: string, targetRef: Json, items: readonly Item[], labels: Record<string, string> = {}): Json =>
  document(
    'MeshTrafficPermission',
    name,
    { spec: { targetRef, from: items.map(([client, action]) => ({ targetRef: client, default: { action } })) } },
    { labels },
  );

const tagged = (name: string, ...inbounds: readonly Json[]): Json =>
  dataplane(name, {
    inbound: inbounds.map((tags, i) => ({
      port: 8000 + i,
      servicePort: 9000 + i,
      tags: { 'kuma.io/service': name, ...tags },
    })),
  });
const WEB = tagged('web', { team: 'shop' });

/** What a proxy may do with a service, and whose word that is. */
function verdict(permissions: readonly Json[], proxy = WEB, more: Partial<MeshDeclaration> = {}, to = 'x'): string {
  const model = modelOf([service('x'), service('y'), proxy, EGRESS, NAMED, ...permissions], { ...MESH, ...more });
  const { ir } = compile(model);
  const { access } = ir.meshes[0].services.find(({ name }) => name === to) ?? {};
  const { access: what, rule } = accessOf(access, ir.meshes[0].proxies[0].tags);
  return rule === undefined ? what : `${what} by ${rule.policy} ${rule.field}`;
}
const found = (documents: readonly Json[], mesh: Partial<MeshDeclaration> = MESH): string[] =>
  brief(compile(modelOf([EGRESS, NAMED, ...documents], mesh)).diagnostics).filter((one) =>
    / (permission-|mtls-|zone-egress)/.test(one),
  );

describe('which policy decides', () => {
  test('none: refused', () => {
    expect(verdict([])).toBe('denied');
    expect(verdict([permission('p', { ...TO_X, name: 'y' }, [[MESH_WIDE, 'Allow']])])).toBe('denied');
  });

  test('without an egress nobody is asked', () => {
    expect(verdict([], WEB, { zoneEgress: false })).toBe('allowed');
  });

  test('the narrower kind of target', () => {
    const targets: readonly [string, Json][] = [
      ['mesh', MESH_WIDE],
      ['subset', { kind: 'MeshSubset', tags: { 'kuma.io/service': 'x' } }],
      ['service', of('x')],
      ['external', TO_X],
      ['service-subset', { kind: 'MeshServiceSubset', name: 'x', tags: { 'kuma.io/service': '*' } }],
    ];
    const all = targets.map(([name, target], i) =>
      permission(name, target, [[MESH_WIDE, i % 2 === 0 ? 'Allow' : 'Deny']]),
    );
    for (let last = 0; last < all.length; last++) {
      const [name] = targets[last];
      const what = last % 2 === 0 ? 'allowed' : 'denied';
      expect(verdict(all.slice(0, last + 1).reverse())).toBe(`${what} by ${name} spec.from[0]`);
    }
  });

  test('of one kind: what the zone says, then the first name', () => {
    const allow = (name: string, labels?: Record<string, string>) =>
      permission(name, TO_X, [[MESH_WIDE, 'Allow']], labels);
    const deny = (name: string, labels?: Record<string, string>) =>
      permission(name, TO_X, [[MESH_WIDE, 'Deny']], labels);
    expect(verdict([allow('a'), deny('b')])).toBe('allowed by a spec.from[0]');
    expect(verdict([allow('b'), deny('a')])).toBe('denied by a spec.from[0]');
    expect(verdict([allow('b', { 'kuma.io/origin': 'zone' }), deny('a', { 'kuma.io/origin': 'global' })])).toBe(
      'allowed by b spec.from[0]',
    );
    // An origin that says nothing lies between the two.
    expect(verdict([allow('b', { 'kuma.io/origin': '' }), deny('a', { 'kuma.io/origin': 'global' })])).toBe(
      'allowed by b spec.from[0]',
    );
    expect(verdict([allow('b'), deny('a', { 'kuma.io/origin': '' })])).toBe('allowed by b spec.from[0]');
  });

  test('of one origin: the role, which in Universal a label says', () => {
    const role = (name: string, action: string, labels: Record<string, string>) =>
      permission(name, TO_X, [[MESH_WIDE, action]], labels);
    const owner = role('b', 'Allow', { 'kuma.io/policy-role': 'workload-owner' });
    expect(verdict([owner, role('a', 'Deny', {})])).toBe('allowed by b spec.from[0]');
    expect(verdict([owner, role('a', 'Deny', { 'kuma.io/policy-role': 'producer' })])).toBe(
      'allowed by b spec.from[0]',
    );
    expect(verdict([owner, role('a', 'Deny', { 'kuma.io/policy-role': 'consumer' })])).toBe('denied by a spec.from[0]');
  });

  test('a service with an empty display name is found by its name', () => {
    const nameless = service('z', {}, { labels: { 'kuma.io/display-name': '' } });
    const all = [nameless, permission('p', { ...TO_X, name: 'z' }, [[MESH_WIDE, 'Allow']])];
    expect(verdict(all, WEB, {}, 'z')).toBe('allowed by p spec.from[0]');
  });

  test('the last item that fits', () => {
    const items: readonly Item[] = [
      [MESH_WIDE, 'Deny'],
      [{ kind: 'MeshSubset', tags: { team: 'shop' } }, 'Allow'],
      [of('api'), 'AllowWithShadowDeny'],
      [{ kind: 'MeshServiceSubset', name: 'web', tags: { version: 'v1' } }, 'Deny'],
    ];
    const all = [permission('p', TO_X, items)];
    expect(verdict(all)).toBe('allowed by p spec.from[1]');
    expect(verdict(all, tagged('api', { team: 'shop' }))).toBe('shadow-denied by p spec.from[2]');
    expect(verdict(all, tagged('web', { team: 'shop', version: 'v1' }))).toBe('denied by p spec.from[3]');
    expect(verdict(all, tagged('batch', { team: 'data' }))).toBe('denied by p spec.from[0]');
    expect(
      verdict([permission('p', TO_X, [[{ kind: 'MeshSubset', tags: { 'kuma.io/zone': 'default' } }, 'Allow']])]),
    ).toBe('allowed by p spec.from[0]');
    const both = { kind: 'MeshServiceSubset', name: 'web', tags: { 'kuma.io/service': 'api' } };
    expect(verdict([permission('p', TO_X, [[both, 'Allow']])])).toBe('denied');
  });

  test('a proxy with several inbounds fits with the tags of any', () => {
    const both = tagged('web', {}, { 'kuma.io/service': 'api' });
    expect(verdict([permission('p', TO_X, [[of('api'), 'Allow']])], both)).toBe('allowed by p spec.from[0]');
    expect(
      verdict(
        [
          permission('p', TO_X, [
            [of('web'), 'Allow'],
            [of('api'), 'Deny'],
          ]),
        ],
        both,
      ),
    ).toBe('denied by p spec.from[1]');
  });

  test('one that is only tried out does not', () => {
    expect(verdict([permission('p', TO_X, [[MESH_WIDE, 'Allow']], { 'kuma.io/effect': 'shadow' })])).toBe('denied');
  });

  test('with Kuma 2.8, one that names any service of the mesh', () => {
    const all = [permission('p', TO_X, [[MESH_WIDE, 'Allow']])];
    expect(verdict(all, WEB, {}, 'y')).toBe('denied');
    expect(verdict(all, WEB, { compatibility: 'kuma-2.8' }, 'y')).toBe('allowed by p spec.from[0]');
    const none = [permission('p', { ...TO_X, name: 'gone' }, [[MESH_WIDE, 'Allow']])];
    expect(verdict(none, WEB, { compatibility: 'kuma-2.8' }, 'y')).toBe('denied');
  });
});

describe('what is said in vain', () => {
  const all = [service('x'), WEB];

  test('of a service or a client that is nobody', () => {
    const odd = permission('p', TO_X, [
      [of('nobody'), 'Allow'],
      [of('web'), 'Allow'],
    ]);
    expect(found([...all, permission('p', { ...TO_X, name: 'gone' }, [[MESH_WIDE, 'Allow']])])).toEqual([
      'warning permission-names-nobody p spec.targetRef.name',
    ]);
    expect(found([...all, odd])).toEqual(['warning permission-names-nobody p spec.from[0].targetRef']);
    expect(found([service('x'), odd])).toEqual([]); // nobody is declared, so nobody is known
  });

  test('because of another one, it names that of the first service, not what is for a later one alone', () => {
    const onAll = { kind: 'MeshExternalService', name: 'a' };
    const onB = { kind: 'MeshServiceSubset', name: 'b', tags: {} };
    const policies = [
      permission('weak', onAll, [[of('web'), 'Allow']], { 'kuma.io/origin': 'global' }),
      permission('for-all', onAll, [[MESH_WIDE, 'Deny']]),
      permission('for-b', onB, [[MESH_WIDE, 'Deny']]),
    ];
    const declared = ['a', 'b', 'c'].map((name) => service(name));
    const { diagnostics } = compile(
      modelOf([EGRESS, NAMED, ...declared, WEB, ...policies], { ...MESH, compatibility: 'kuma-2.8' }),
    );
    const shadowed = diagnostics.filter(({ code }) => code === 'permission-shadowed');
    expect(shadowed.map(({ at, message }) => [at.name, /for-\w+/.exec(message)?.[0]])).toEqual([['weak', 'for-all']]);
  });

  test('of the same clients twice', () => {
    const items = (action: string): readonly Item[] => [[of('web'), action]];
    const twice = [permission('a', TO_X, items('Allow')), permission('b', TO_X, items('Deny'))];
    expect(found([...all, ...twice])).toEqual(['warning permission-contradicts b spec.from[0]']);
    expect(found([...all, permission('a', TO_X, [...items('Allow'), ...items('Deny')])])).toEqual([
      'warning permission-contradicts a spec.from[0]',
    ]);
  });

  test('before what is for all of its clients', () => {
    const shadowed = permission('p', TO_X, [
      [of('web'), 'Allow'],
      [MESH_WIDE, 'Deny'],
    ]);
    expect(found([...all, shadowed])).toEqual(['warning permission-shadowed p spec.from[0]']);
    const wide = permission('wide', MESH_WIDE, [[of('web'), 'Allow']]);
    expect(found([...all, wide, permission('p', TO_X, [[MESH_WIDE, 'Deny']])])).toEqual([]); // within the mesh it holds
  });

  test('where traffic does not pass an egress', () => {
    const one = permission('p', TO_X, [[MESH_WIDE, 'Allow']]);
    expect(found([...all, one], { zoneEgress: false })).toEqual(['warning permission-without-egress p spec.targetRef']);
    expect(found([...all, permission('p', MESH_WIDE, [[MESH_WIDE, 'Allow']])], { zoneEgress: false })).toEqual([]);
  });
});

test('a proxy goes through all egresses of its zone', () => {
  const second = document('ZoneEgress', 'second', {
    zone: 'default',
    networking: { address: '192.0.2.8', port: 10002 },
  });
  expect(proxyIn(modelOf([service('x'), WEB, EGRESS, second, NAMED], MESH), 'web').through).toEqual({
    mesh: 'default',
    egresses: ['192.0.2.8', '192.0.2.9'].map((address) => ({ address, port: 10002, isName: false })),
  });
});

test('what a test asks of traffic knows who is refused', () => {
  const outbound = [{ port: 9000, backendRef: { kind: 'MeshExternalService', name: 'x' } }];
  const web = dataplane('web', { inbound: [{ port: 8000, tags: { 'kuma.io/service': 'web' } }], outbound });
  const from = (...permissions: readonly Json[]) =>
    expectationOf(compile(modelOf([service('x'), web, EGRESS, NAMED, ...permissions], MESH)).ir).from('web');
  const allowed = from(permission('p', TO_X, [[of('web'), 'Allow']]));
  expect(() => allowed.to('127.0.0.1', 9000).refuses()).toThrow('it reaches x');
  from(permission('p', TO_X, [[of('web'), 'Deny']]))
    .to('127.0.0.1', 9000)
    .refuses();
  from().to('127.0.0.1', 9000).refuses();
});
