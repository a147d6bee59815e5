import { compile } from '../../src/compile/compile';
import type { Model } from '../../src/model/model';
import { type Json, errors, modelOf, together } from './documents';

const GLOBAL = { 'kuma.io/origin': 'global' };
const inZone = (zone: string, ...documents: readonly Json[]): Model =>
  modelOf([{ type: 'Mesh', name: 'default' }, ...documents], { zone });

describe('a policy of the global control plane', () => {
  const permission = (action: string): Json => ({
    type: 'MeshTrafficPermission',
    mesh: 'default',
    name: 'all',
    labels: GLOBAL,
    spec: { targetRef: { kind: 'Mesh' }, from: [{ targetRef: { kind: 'Mesh' }, default: { action } }] },
  });
  const passthrough = {
    type: 'MeshPassthrough',
    mesh: 'default',
    name: 'none',
    labels: GLOBAL,
    spec: { targetRef: { kind: 'Mesh' }, default: { passthroughMode: 'None' } },
  };

  test('acts in every zone, from one declaration or from several that agree', () => {
    const named = (...models: readonly Model[]): string[] =>
      compile(together(...models)).ir.meshes.flatMap(({ key, passthroughs, trafficPermissions }) =>
        [...passthroughs, ...trafficPermissions].map((one) => `${key} ${one.name}`),
      );
    const all = ['default.east none', 'default.east all', 'default.west none', 'default.west all'];
    const both = [permission('Allow'), passthrough];
    expect(named(inZone('east', ...both), inZone('west'))).toEqual(all);
    expect(named(inZone('east', ...both), inZone('west', ...both))).toEqual(all);
  });

  test('cannot differ from zone to zone', () => {
    const models = [inZone('east', permission('Allow')), inZone('west', permission('Deny'))];
    expect(errors(together(...models))).toContain('error global-service-differs all');
  });
});
