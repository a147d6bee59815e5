import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Validation } from 'cdk8s-cli/plugins';
import { MeshextValidation, type MeshextValidationProperties } from '../../src/validation';
import { ROOT, inProject, synth } from './cdk8s';

/** The validation plugin in the real `cdk8s synth`, in an app that knows nothing of meshext. */

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };

const config = (properties = ''): string => `app: node main.js
output: dist
validations:
  - package: ./node_modules/meshext/lib/validation
    version: ${version}
    class: MeshextValidation
${properties === '' ? '' : `    properties: ${properties}\n`}`;

const main = (port: number, more = ''): string => `
const { ApiObject, App, Chart } = require('cdk8s');
const app = new App();
const chart = new Chart(app, 'kuma', { namespace: 'kuma-system', disableResourceNameHashes: true });
const kuma = (kind, id, spec, labels) => new ApiObject(chart, id, { apiVersion: 'kuma.io/v1alpha1', kind, metadata: { labels }, spec });
kuma('HostnameGenerator', 'names', { selector: { meshExternalService: {} }, template: '{{ .DisplayName }}.mesh.internal' });
kuma('MeshExternalService', 'api', {
  match: { port: ${port}, protocol: 'tcp' }, endpoints: [{ address: 'api.example.com', port: 443 }],
  ${more}
}, { 'kuma.io/mesh': 'default' });
new ApiObject(chart, 'other', { apiVersion: 'v1', kind: 'ConfigMap', data: {} });
app.synth();
`;

const validated = (files: { readonly port: number; readonly more?: string; readonly properties?: string }) =>
  inProject({ 'cdk8s.yaml': config(files.properties), 'main.js': main(files.port, files.more) }, (folder) => ({
    ...synth(folder, '--validation-reports-output-file', 'report.json'),
    files: readdirSync(folder),
    report: reportIn(join(folder, 'report.json')),
  }));

function reportIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

test('it is a plugin as cdk8s wants it', () => {
  const plugin: Validation = new MeshextValidation();
  expect(plugin).toBeInstanceOf(MeshextValidation);
});

test('manifests without a fault pass, and nothing else is written', () => {
  const { status, stdout, files } = validated({ port: 443 });
  expect({ status, files: files.sort() }).toEqual({
    status: 0,
    files: ['cdk8s.yaml', 'dist', 'main.js', 'node_modules', 'report.json'],
  });
  expect(stdout).toContain('Validations ended succesfully');
});

test('a fault fails, with the construct, the manifest, the field and what to do', () => {
  const { status, stdout, report } = validated({ port: 0 });
  expect(status).toBe(2);
  expect(stdout).toContain('error[match-port]');
  expect(report).toMatchObject({
    reports: [
      {
        summary: { status: 'failure', version, metadata: { errors: '1', warnings: '0' } },
        violations: [
          {
            ruleName: 'error[match-port]',
            recommendation: 'port must be a valid (1-65535)',
            fix: 'Found 0.',
            violatingConstructs: [
              {
                resourceName: 'kuma-api',
                constructPath: 'kuma/api',
                manifestPath: 'dist/kuma.k8s.yaml',
                locations: [expect.stringMatching(/^spec\.match\.port, line \d+$/)],
              },
            ],
          },
        ],
      },
    ],
  });
});

const LATER = "extension: { type: 'x' }";
test.each([
  ['by the rules of 2.8', '', 2],
  ['by those of 2.14', "{ kumaVersion: '2.14' }", 0],
])('%s', (_what, properties, status) => {
  expect(validated({ port: 443, more: LATER, properties }).status).toBe(status);
});

test('a warning fails when it is told so', () => {
  const more = 'spelled: 1,';
  expect(validated({ port: 443, more })).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('warning[unknown-field]') as string,
  });
  expect(validated({ port: 443, more, properties: '{ strict: true }' }).status).toBe(2);
});

test.each([
  [{ strickt: true }, 'no property "strickt". Did you mean "strict"?'],
  [{ kumaVersion: 2.8 }, 'kumaVersion is 2.8, and can be 2.8 or 2.14, in quotes'],
])('%j is refused', (properties, said) => {
  expect(() => new MeshextValidation(properties as MeshextValidationProperties)).toThrow(said);
});
