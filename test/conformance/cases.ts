import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { checkModel } from '../../src/model/check';
import { load } from '../../src/model/load';
import type { KumaVersion, MeshDeclaration } from '../../src/model/model';

/** The documents of this folder, and what `check` finds in them; see README.md. */

export const RELEASES: readonly KumaVersion[] = ['2.8', '2.14'];
export const ALL = 'all releases';

export interface Judgement {
  readonly verdict: 'accepted' | 'refused';
  readonly findings: readonly { readonly field: string; readonly message: string }[];
}
export type Case = {
  readonly case: string;
  readonly document: string;
  /** Why the real Kuma did not confirm every word of it. */
  readonly unconfirmed?: string;
  /** Why an API server without Kuma refuses what Kuma accepts. */
  readonly alone?: string;
} & Readonly<Partial<Record<KumaVersion | typeof ALL, Judgement>>>;

export const topics = readdirSync(__dirname)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => ({
    topic: file.replace('.yaml', ''),
    cases: parse(readFileSync(join(__dirname, file), 'utf8')) as readonly Case[],
  }));

/** A generator alone names no mesh; its release is that of the meshes that it finds. */
const MESH: Omit<MeshDeclaration, 'kumaVersion'> = {
  place: { kind: 'Mesh', name: 'default' },
  name: 'default',
  zone: 'default',
  systemNamespace: 'kuma-system',
  compatibility: 'none',
  zoneEgress: false,
  vipCidr: '242.0.0.0/8',
  settings: {},
};

/** The findings of Kuma's. */
export function findingsOf(text: string, kumaVersion: KumaVersion): readonly Diagnostic[] {
  const { model, diagnostics } = load([{ file: 'document.yaml', text }]);
  const meshes = (model.meshes.length === 0 ? [MESH] : model.meshes).map((mesh) => ({ ...mesh, kumaVersion }));
  return [...diagnostics, ...checkModel({ ...model, meshes })].filter(({ authority }) => authority === 'kuma');
}

export const isKubernetes = ({ document }: Case): boolean => document.includes('apiVersion:');
