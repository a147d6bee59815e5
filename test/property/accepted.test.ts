import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import type { WholeFile } from '../../src/backends/backend';
import { forControlPlane } from '../../src/backends/delivered';
import { isError } from '../../src/diagnostics/diagnostic';
import { meshKey } from '../../src/model/model';
import { readYaml } from '../../src/model/yaml/documents';
import { zoneRecords } from '../coredns/zone-text';
import { testWith } from '../tools';
import { Validator } from './envoy';
import { type Meaning, isPortable, meaningOf } from './meaning';
import { type Result, run } from '../run';
import { type Accepted, accepted, lockOf } from './run';
import { tries } from './runs';
import { textOf } from './values';
import { type World, mostlyRight } from './worlds';

/** What `check` is content with, every output can say, and all of them say the same. */

/** Runs a check on what is left of a world without its errors; enough has to be left, else nothing was tried. */
function eachAccepted(check: (one: Accepted) => number): void {
  let checked = 0;
  const { parameters } = tries(200);
  fc.assert(
    fc.property(mostlyRight, (world) => {
      const one = accepted(world);
      if (one !== undefined) checked += check(one);
    }),
    parameters,
  );
  expect(checked).toBeGreaterThan(parameters.numRuns / 2);
}

const { timeout } = tries(200);
const below = ({ artifacts }: Result, folder: string): WholeFile[] =>
  artifacts.filter(({ path }) => path.startsWith(`${folder}/`));

test(
  'every file can be created, inside the output folder',
  () => {
    eachAccepted(({ result }) => {
      for (const { path } of result.artifacts) {
        for (const part of path.split('/')) {
          expect(part).toMatch(/^[a-zA-Z0-9_.@-]+$/);
          expect(part).not.toMatch(/^\.{1,2}$/);
          expect(part.length).toBeLessThanOrEqual(255); // what file systems hold
        }
      }
      return result.artifacts.length;
    });
  },
  timeout,
);

/** The documents as a reader of YAML has them, as JSON: that shows a key called `__proto__` too. */
function documentsOf(text: string, version: '1.1' | '1.2'): string {
  const all = parseAllDocuments(text, { version, strict: true });
  if (!Array.isArray(all)) return '[]';
  expect(all.flatMap((one) => [...one.errors, ...one.warnings])).toEqual([]);
  return JSON.stringify(all.map((one) => one.toJS() as unknown));
}

test(
  'YAML means the same to readers of YAML 1.1 and 1.2 and to ours',
  () => {
    eachAccepted(({ result }) => {
      const files = [...below(result, 'kubernetes'), ...below(result, 'universal')];
      for (const { text } of files) {
        const ours = JSON.stringify([...readYaml(text)].map(({ value }) => value));
        expect([documentsOf(text, '1.1'), documentsOf(text, '1.2')]).toEqual([ours, ours]);
      }
      return files.length;
    });
  },
  timeout,
);

/**
 * What one of our outputs means to the control plane of a zone, and to that above it, when it is read again, with the same
 * options and the lock that was written.
 */
function again({ world, result }: Accepted, folder: string, zone: string): Meaning {
  const others = result.ir.meshes.filter((mesh) => mesh.zone !== zone);
  const zones = [...others, ...result.ir.zoneEgresses.filter((one) => one.zone !== zone)].map((one) => one.zone);
  const prefixes = [
    ...others.map(({ key }) => key),
    ...zones.filter((one) => one !== 'default').map((one) => `HostnameGenerators.${one}`),
    ...zones.map((one) => meshKey('ZoneEgresses', one)),
  ];
  const isElsewhere = (path: string): boolean =>
    prefixes.some((prefix) =>
      ['.yaml', '.k8s.yaml', '/'].some((end) => {
        const start = `${folder}/${prefix}${end}`;
        return end === '/' ? path.startsWith(start) : path === start;
      }),
    );
  const inputs = below(result, folder)
    .filter(({ path }) => !isElsewhere(path))
    .map(({ path, text }) => ({ file: path, text }));
  const options = { ...world.options, zones: undefined, zone };
  const second = run(inputs, textOf(options), lockOf(result));
  expect(second.diagnostics.filter(isError)).toEqual([]);
  return meaningOf(second.ir);
}

/** Two meshes with one name for two services are two clusters, and cannot be read as one. */
const sharesName = ({ result }: Accepted): boolean =>
  result.diagnostics.some(({ code }) => code === 'kubernetes-name-shared');

test.each(['universal', 'kubernetes'] as const)(
  'the %s output, read again, means the same',
  (form) => {
    eachAccepted((one) => {
      if (!isPortable(one.world, form) || (form === 'kubernetes' && sharesName(one))) return 0;
      const written = forControlPlane(one.result.ir); // other deliveries have no such output
      for (const zone of new Set(written.meshes.map((mesh) => mesh.zone)))
        expect(again(one, form, zone)).toEqual(meaningOf(written, form === 'kubernetes', zone));
      return written.meshes.length;
    });
  },
  timeout,
);

test(
  'a zone file holds the records of its zone',
  () => {
    eachAccepted(({ result }) => {
      const zones = result.ir.meshes.flatMap((mesh) => mesh.zones.map((zone) => ({ mesh, zone })));
      for (const { mesh, zone } of zones) {
        const path = `coredns/${mesh.key}/${zone.name}.zone`;
        const text = result.artifacts.find((one) => one.path === path)?.text ?? '';
        const [soa, ns, ...records] = zoneRecords(text);
        expect([soa.type, soa.owner, ns.type, ns.owner]).toEqual(['SOA', zone.name, 'NS', zone.name]);
        const read = records.map(({ owner, type, value }) => ({ owner, type, value }));
        expect(byText(read)).toEqual(byText(zone.records));
      }
      return zones.length;
    });
  },
  timeout,
);

const byText = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).sort();

describe('real Envoy', () => {
  const envoy = new Validator();
  afterAll(() => envoy.remove());
  const { parameters, timeout: limit } = tries(600);

  testWith(['envoy'])(
    'starts with every bootstrap',
    async () => {
      let checked = 0;
      const property = fc.asyncProperty(mostlyRight, async (world) => {
        const proxies = proxiesOf(world);
        checked += proxies.length;
        while (proxies.length > 0)
          expect(await Promise.all(proxies.splice(0, 2).map((files) => envoy.complaint(files)))).toEqual(
            expect.not.arrayContaining([expect.stringMatching(/./)]),
          );
      });
      await fc.assert(property, parameters);
      expect(checked).toBeGreaterThan(parameters.numRuns / 3);
    },
    limit,
  );
});

/** The files of each proxy, by their places beside the bootstrap. */
function proxiesOf(world: World): (readonly WholeFile[])[] {
  const first = accepted(world);
  const files = first === undefined ? [] : below(first.result, 'envoy').filter(({ path }) => path.endsWith('.json'));
  const byProxy = new Map<string, WholeFile[]>();
  for (const { path, text } of files) {
    const [, mesh, proxy, ...rest] = path.split('/');
    const key = `${mesh}/${proxy}`;
    byProxy.set(key, [...(byProxy.get(key) ?? []), { path: rest.join('/'), text }]);
  }
  return [...byProxy.values()];
}
