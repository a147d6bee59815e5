import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Meshext from '../../src';
import type * as Cdk8s from 'cdk8s';

/** cdk8s-plus-28 takes a seventh of the time that an app takes to start. */

const folder = mkdtempSync(join(tmpdir(), 'meshext-plus-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an app without gateways and sidecars does not load cdk8s-plus-28', () => {
  jest.isolateModules(() => {
    jest.doMock('cdk8s-plus-28', () => {
      throw new Error('cdk8s-plus-28 was loaded');
    });
    const { Endpoint, HostnameGenerator, Mesh, MeshApp, MeshExternalService, Protocol } =
      jest.requireActual<typeof Meshext>('../../src');
    const { Chart } = jest.requireActual<typeof Cdk8s>('cdk8s');
    const app = new MeshApp({ outdir: join(folder, 'kubernetes'), lockFile: join(folder, 'meshext.lock.yaml') });
    const mesh = new Mesh(new Chart(app, 'kuma'), 'default');
    new HostnameGenerator(mesh, 'names', {
      selector: { meshExternalService: { matchLabels: { 'kuma.io/origin': 'zone' } } },
      template: '{{ .DisplayName }}.mesh.internal',
    });
    new MeshExternalService(mesh, 'a', {
      match: { port: 80, protocol: Protocol.HTTP },
      endpoints: [Endpoint.dns('a.example', 80)],
    });
    expect(() => app.synth()).not.toThrow();
  });
});
