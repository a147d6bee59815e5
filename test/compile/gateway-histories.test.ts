import fc from 'fast-check';
import { compile } from '../../src/compile/compile';
import { pruneLock } from '../../src/compile/prune-lock';
import { isError } from '../../src/diagnostics/diagnostic';
import type { DeliverySettings } from '../../src/model/delivery';
import { type Lock, lockText } from '../../src/model/lock';
import type { Model } from '../../src/model/model';
import { readLock } from '../../src/model/read-lock';
import { modelOf, service } from './documents';

/** What services behind a gateway have in a cluster stays, as VIPs do, whatever comes and goes. */

const SERVICES = modelOf(Array.from({ length: 12 }, (_, i) => service(`s${i}`)));
const gateway = (clusterIpRange: string, clusterIpRangeV6?: string): readonly DeliverySettings[] => [
  { gateway: { clusterIpRange, clusterIpRangeV6, images: { envoy: 'envoy:1' } } },
];
const modelWith = (names: readonly string[], delivery?: readonly DeliverySettings[]): Model => ({
  ...SERVICES,
  meshes: SERVICES.meshes.map((mesh) => ({ ...mesh, delivery })),
  services: SERVICES.services.filter(({ name }) => names.includes(name)),
});
const read = (lock: Lock): Lock => readLock('meshext.lock.yaml', lockText(lock), false).lock;

interface Place {
  readonly addresses: readonly string[];
  readonly port: number;
}

/** Where each service is, and the lock that says so. */
function places(model: Model, lock: Lock): [ReadonlyMap<string, Place>, Lock] {
  const compiled = compile(model, { lock: read(lock) });
  expect(compiled.diagnostics.filter(isError)).toEqual([]);
  const entries = compiled.ir.meshes.flatMap((mesh) => mesh.gateway?.entries ?? []);
  const found = entries.map(
    ({ service: { name }, addresses, targetPort }) => [name, { addresses, port: targetPort }] as const,
  );
  return [new Map(found), compiled.lock];
}

const names = fc.uniqueArray(fc.constantFrom(...SERVICES.services.map(({ name }) => name)), { maxLength: 8 });

test('a place never moves, and no two services have one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ names, prune: fc.boolean() }), { maxLength: 6 }),
      fc.constantFrom(gateway('10.96.0.0/28'), gateway('10.96.0.0/24', 'fd00::/112')),
      (steps, delivery) => {
        let lock: Lock = [];
        let before: ReadonlyMap<string, Place> = new Map();
        for (const step of steps) {
          const model = modelWith(step.names, delivery);
          const [now, next] = places(model, lock);
          expect([...now.keys()].sort()).toEqual([...step.names].sort());
          for (const [name, place] of now) expect(before.get(name) ?? place).toEqual(place);
          const taken = [...now.values()].flatMap(({ addresses, port }) => [...addresses, port]);
          expect(new Set(taken).size).toBe(taken.length);
          const reversed = { ...model, services: [...model.services].reverse() };
          expect(places(reversed, [...lock].reverse())).toEqual([now, next]);
          expect(places(model, next)).toEqual([now, next]);
          lock = step.prune ? pruneLock(model, next).lock : next;
          before = step.prune ? now : new Map([...before, ...now]);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('branches that add services merge line by line, and lines of before gateways are completed', () => {
  // GIVEN
  const delivery = gateway('10.96.0.0/16');
  const [, base] = places(modelWith(['s0', 's1']), []);
  const [, ours] = places(modelWith(['s0', 's1', 's2'], delivery), base);
  const [, theirs] = places(modelWith(['s0', 's1', 's3'], delivery), base);

  // WHEN
  const [found, merged] = places(modelWith(['s0', 's1', 's2', 's3'], delivery), [...ours, ...theirs]);

  // THEN
  expect(merged.map(({ addresses }) => addresses)).toHaveLength(4);
  for (const entry of [...ours, ...theirs])
    expect(merged).toContainEqual(
      expect.objectContaining({ key: entry.key, addresses: entry.addresses, port: entry.port }),
    );
  for (const entry of base) expect(merged).toContainEqual(expect.objectContaining(entry));
  expect(found.size).toBe(4);
});

test('a port that two services of a mesh have, and an address, are errors', () => {
  const delivery = gateway('10.96.0.0/16');
  const text = `default/s0: 242.0.0.5, cluster 10.96.0.5, port 3000
default/s1: 242.0.0.6, cluster 10.96.0.5, port 3000
`;
  const { lock } = readLock('meshext.lock.yaml', text, false);
  const found = compile(modelWith(['s0', 's1'], delivery), { lock }).diagnostics.filter(isError);
  expect(found.map(({ code, message }) => `${code} ${message.split(':')[0]}`)).toEqual([
    'lock-address-twice two services have 10.96.0.5',
    'lock-address-twice two services have port 3000',
  ]);
});

test.each([
  'default/s0: 242.0.0.5, port 80',
  'default/s0: 242.0.0.5, port 3000, port 3001',
  'default/s0: 242.0.0.5, cluster nowhere',
  'default/s0: 242.0.0.5, cluster 10.0.0.1, cluster 10.0.0.2',
])('%s is no line of a lock', (line) => {
  const { diagnostics } = readLock('meshext.lock.yaml', `${line}\n`, false);
  expect(diagnostics.map(({ code }) => code)).toEqual(['lock-invalid']);
});

test('the gateways of a mesh have one range in all zones, as a service has one line in the lock', () => {
  const { meshes } = SERVICES;
  const zones = [
    { ...meshes[0], delivery: gateway('10.96.0.0/24') },
    { ...meshes[0], zone: 'east', delivery: gateway('10.97.0.0/24') },
  ];
  const found = compile({ ...SERVICES, meshes: zones }).diagnostics.filter(isError);
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'option-invalid it is 10.97.0.0/24 here and 10.96.0.0/24 in zone default.',
  ]);
});
