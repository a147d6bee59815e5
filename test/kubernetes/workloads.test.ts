import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureRules, SidecarForm, XdsMode } from '../../src';
import { toYamlDocuments } from '../yaml-text';
import { testWith, tool } from '../tools';
import { manifestsOf } from '../traffic/pod/app';
import type { Manifest } from '../traffic/pod/manifests';

/** Workloads with a sidecar, as the API of Kubernetes reads them. */

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'meshext-workloads-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What is wrong with each manifest that is refused. */
function refused(version: string, manifests: readonly Manifest[]): string[] {
  const file = join(scratch, 'shop.yaml');
  writeFileSync(file, toYamlDocuments(manifests));
  const args = ['--version', version, '--output', 'json', file];
  const { stdout, stderr } = spawnSync(tool('kubectl-validate'), args, { encoding: 'utf8' });
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const verdicts = Object.values(
    JSON.parse(stdout) as Readonly<Record<string, { status: string; message?: string }[]>>,
  );
  expect(verdicts.flat()).toHaveLength(manifests.length);
  return verdicts.flat().flatMap(({ status, message }) => (status === 'Success' ? [] : [message ?? status]));
}

describe.each(['1.28', '1.30'])('kubectl-validate, Kubernetes %s', (version) => {
  const validated = testWith(['kubectl-validate']);

  for (const form of [SidecarForm.NATIVE, SidecarForm.CLASSIC])
    validated(`takes a Deployment with a sidecar of the form ${form}`, () => {
      const manifests = manifestsOf({ rules: CaptureRules.IPTABLES, form, xds: XdsMode.FILESYSTEM });
      expect(manifests.map(({ kind }) => kind).sort()).toEqual(['ConfigMap', 'ConfigMap', 'Deployment']);
      expect(refused(version, manifests)).toEqual([]);
    });

  validated('refuses one with a field that no pod has', () => {
    const manifests = manifestsOf({ rules: CaptureRules.NFT, form: SidecarForm.NATIVE, xds: XdsMode.STATIC });
    const broken = JSON.parse(JSON.stringify(manifests).replaceAll('"projected"', '"projekted"')) as Manifest[];
    expect(refused(version, broken)).toEqual([expect.stringContaining('projekted')]);
  });
});
