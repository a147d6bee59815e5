import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Protocol } from '../../src';
import { complaint, prepare } from '../../src/cli/validation';
import { dataOf, filesFindings } from '../../src/constructs/config-map-size';
import { DeclarationTree } from '../../src/constructs/tree';
import { renderText } from '../../src/diagnostics/render';
import { testWith, tool } from '../tools';
import { putFile } from '../written';
import { type World, service } from './declare';
import { ALL, data, deployment, world } from './sidecar';

/** Sidecars of few and of many services: what is written can be applied and run, and the rest is refused. */

const LIMIT_MS = 120_000;
const MEBIBYTE = 1024 * 1024;

function worldOf(count: number, protocol: Protocol): World {
  const made = world();
  const match = { port: 80, protocol };
  for (let i = 0; i < count; i++) service(made.mesh, `s${i}`, { match });
  made.mesh.addSidecar(deployment(made.chart), ALL);
  return made;
}

const warningsOf = ({ app }: World): string[] =>
  DeclarationTree.of(app)
    .diagnostics()
    .flatMap(({ code, severity }) => (severity === 'warning' ? [code] : []));

const sizeOf = (map: Readonly<Record<string, string>>): number =>
  Object.entries(map).reduce((sum, [key, text]) => sum + key.length + Buffer.byteLength(text), 0);

test('files that no string can hold are too much for a ConfigMap, too', () => {
  const piece = 'x'.repeat(MEBIBYTE);
  const file = { path: 'bootstrap.json', pieces: () => Array<string>(513).fill(piece) };
  const found = filesFindings({}, 'web', [file], 'Divide it.');
  expect(found.map(renderText)).toEqual([
    'error[config-map-too-large] ConfigMap web has 537919502 bytes of data, and Kubernetes takes 1048576.\n  hint: Divide it.',
  ]);
  expect(dataOf([file])).toBeUndefined();
});

describe.each([
  [1, Protocol.HTTP, []],
  [1_300, Protocol.HTTP, ['config-map-large']],
  [1_900, Protocol.TCP, ['config-map-large']],
])('with %i services of %s', (count, protocol, warnings) => {
  testWith(['envoy'])(
    'both ConfigMaps can be applied, and the real Envoy takes its files',
    () => {
      const made = worldOf(count, protocol);
      const files = data(made, 'envoy');
      for (const map of [files, data(made, 'coredns')]) expect(sizeOf(map)).toBeLessThanOrEqual(MEBIBYTE);
      expect(warningsOf(made)).toEqual(warnings);
      expect(data(made, 'coredns')['mesh.local.zone'].match(/ IN A /g)).toHaveLength(count);

      const folder = mkdtempSync(join(tmpdir(), 'meshext-sidecar-'));
      try {
        for (const [name, text] of Object.entries(files)) putFile(join(folder, 'files'), name, text);
        const { configs, problems } = prepare(join(folder, 'files'), join(folder, 'copy'));
        const said = configs.map((config) => complaint(tool('envoy'), config));
        expect({ problems, said }).toEqual({ problems: [], said: [undefined] });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    LIMIT_MS,
  );
});

const tooLarge = (what: string, digits: number): string =>
  `error\\[config-map-too-large\\] ConfigMap kuma-web-sidecar-${what}-\\w+ has \\d{${digits}} bytes of data, and Kubernetes takes ${MEBIBYTE}\\.\n` +
  '.*hint: Let the workload reach fewer services, or divide them among several workloads\\.';

test.each([
  [1_400, Protocol.HTTP, [tooLarge('envoy', 7)]],
  [5_200, Protocol.TCP, [tooLarge('envoy', 7)]],
  [25_000, Protocol.TCP, [tooLarge('envoy', 8), tooLarge('coredns', 7)]],
])(
  '%i services of %s are refused, with the numbers and the way out',
  (count, protocol, expected) => {
    const { app } = worldOf(count, protocol);
    const said = app.node.findAll().flatMap((one) => one.node.validate());
    expect(said).toEqual(expected.map((one) => expect.stringMatching(new RegExp(`^${one}$`)) as string));
  },
  LIMIT_MS,
);
