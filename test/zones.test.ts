import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { lockText } from '../src/model/lock';
import { type Result, run } from './run';

/** A zone that is added changes nothing of what is there. */

const CASES = ['zones-universal', 'zones-kubernetes'];
const read = (name: string, file: string): string => readFileSync(join(__dirname, 'cases', name, file), 'utf8');

/** A case in these zones, with a lock that is there already; of Dataplanes only those of the zones. */
function inZones(name: string, zones: readonly string[], lock?: Result): Result {
  const options = { ...(parse(read(name, 'meshext.yaml')) as object), zones };
  const documents = read(name, 'input.yaml')
    .split(/^---\n/m)
    .filter((text) => zones.some((zone) => !/zone: (east|west)/.test(text) || text.includes(`kuma.io/zone: ${zone}`)));
  const inputs = [{ file: 'input.yaml', text: documents.join('---\n') }];
  const result = run(inputs, stringify(options), lock === undefined ? undefined : lockText(lock.lock));
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return result;
}

/** What belongs to the tree is left out, and so is what only the file that all zones share says: that there is but one. */
const OF_ALL = ['kustomization.yaml', 'universal/HostnameGenerators.yaml'];
const files = ({ artifacts }: Result): Record<string, string> =>
  Object.fromEntries(
    artifacts
      .filter(({ path }) => path !== OF_ALL[0])
      .map(({ path, text }) => [path, path === OF_ALL[1] ? text.replaceAll(/^ {2}kuma\.io\/zone: .*\n/gm, '') : text]),
  );

describe.each(CASES)('%s', (name) => {
  test.each([
    ['a second', ['east'], ['east', 'west']],
    ['a second that is called default', ['east'], ['default', 'east']],
    ['a third', ['east', 'west'], ['east', 'west', 'north']],
    ['one before all others', ['west'], ['a', 'west']],
  ])('%s zone moves no file and no VIP', (_title, before, after) => {
    const [one, two] = [inZones(name, before), inZones(name, after)];
    expect(files(two)).toMatchObject(files(one));
    expect(lockText(two.lock)).toContain(
      lockText(one.lock)
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join('\n'),
    );
    expect(Object.keys(files(two)).length).toBeGreaterThan(Object.keys(files(one)).length);
    expect(files(inZones(name, after, one))).toEqual(files(two)); // the lock has nothing to hold
  });

  test('a service has one VIP in all zones', () => {
    const { ir } = inZones(name, ['east', 'west', 'north']);
    const vips = (key: string): string[] =>
      ir.meshes
        .filter((mesh) => mesh.key === key)
        .flatMap(({ services }) => services.map((one) => `${one.name} ${one.vips.join()}`));
    expect(vips('default.north')).toHaveLength(2);
    expect(vips('default.west')).toEqual(vips('default.north'));
    expect(vips('default.east')).toEqual(expect.arrayContaining(vips('default.north')));
  });

  test('what is for the global control plane is in no file of a zone', () => {
    const global = Object.entries(files(inZones(name, ['east', 'west']))).filter(([, text]) =>
      /kuma\.io\/origin: global/.test(text.replaceAll(/matchLabels:\n.*\n/g, '')),
    );
    expect(global.map(([path]) => path).sort()).toEqual([
      'kubernetes/default@global.k8s.yaml',
      'universal/default@global.yaml',
    ]);
  });
});

test('one zone has its manifests in the kustomization, without those for the global control plane; several have none', () => {
  const kustomization = (zones: readonly string[]): unknown =>
    parse(
      inZones('zones-kubernetes', zones).artifacts.find(({ path }) => path === 'kustomization.yaml')?.text ?? 'null',
    );
  expect(kustomization(['east'])).toMatchObject({
    resources: ['kubernetes/HostnameGenerators.k8s.yaml', 'kubernetes/default.east.k8s.yaml'],
  });
  expect(kustomization(['east', 'west'])).toBeNull();
});
