import type { KumaVersion, Model } from '../../src/model/model';
import { type Json, errors, findings, generator, meshIn, modelOf, service, serviceIn } from './documents';

/** What the releases of Kuma do otherwise when they name services. The results of 2.14 are those of its own code. */

const model = (kumaVersion: KumaVersion, ...documents: readonly Json[]): Model => modelOf(documents, { kumaVersion });
const hostnames = (of: Model, name = 'x'): readonly string[] => serviceIn(of, name).hostnames;

/** Its copies have other names. */
const ofCopy = (of: Model): readonly string[] => meshIn(of).services.flatMap((one) => one.hostnames);

describe('.Zone of a service that was made elsewhere', () => {
  const documents = [
    service('x', {}, { labels: { 'kuma.io/origin': 'global' } }),
    generator('g', '{{ .DisplayName }}{{ with .Zone }}.{{ . }}{{ end }}.mesh.local'),
  ];

  test('2.8: empty', () => {
    expect(ofCopy(model('2.8', ...documents))).toEqual(['x.mesh.local']);
  });

  test('2.14: the zone that it is in', () => {
    expect(ofCopy(model('2.14', ...documents))).toEqual(['x.default.mesh.local']);
  });

  test('a label of its own counts in both', () => {
    const labels = { 'kuma.io/origin': 'global', 'kuma.io/zone': 'east' };
    const labelled = [service('x', {}, { labels }), documents[1]];
    for (const release of ['2.8', '2.14'] as const)
      expect(ofCopy(model(release, ...labelled))).toEqual(['x.east.mesh.local']);
  });
});

describe('what is no DNS name', () => {
  const giving = (label: string): readonly Json[] => [
    service('x', {}, { labels: { host: label } }),
    generator('g', '{{ label "host" }}{{ if eq (label "host") "" }}{{ else }}.mesh.local{{ end }}'),
  ];

  test('2.8: an empty result is nothing', () => {
    expect(findings(model('2.8', ...giving('')))).toContain('warning hostname-missing x');
    expect(errors(model('2.8', ...giving('')))).toEqual([]);
  });

  test('2.14: an empty result is a failure of the template', () => {
    expect(errors(model('2.14', ...giving('')))).toEqual(['error template-failed g spec.template']);
  });

  test('2.14: so is a name with an underscore, which 2.8 serves', () => {
    expect(hostnames(model('2.8', ...giving('a_b')))).toEqual(['a_b.mesh.local']);
    expect(hostnames(model('2.14', ...giving('a_b')))).toEqual([]);
    expect(errors(model('2.14', ...giving('a_b')))).toEqual(['error template-failed g spec.template']);
  });
});

describe('the labels that a selector finds', () => {
  const matching = (release: KumaVersion, matchLabels: Json, form: 'universal' | 'kubernetes'): boolean => {
    const documents = [service('x', {}, { form }), generator('g', '{{ .Name }}.mesh.local', matchLabels)];
    return hostnames(model(release, ...documents)).length > 0;
  };

  test.each([
    ['2.8', 'universal', { 'kuma.io/mesh': 'default' }, false],
    ['2.14', 'universal', { 'kuma.io/mesh': 'default' }, true],
    ['2.8', 'kubernetes', { 'kuma.io/mesh': 'default' }, true],
    ['2.8', 'universal', { 'kuma.io/env': 'universal' }, false],
    ['2.14', 'universal', { 'kuma.io/env': 'universal' }, true],
    ['2.14', 'universal', { 'kuma.io/env': 'kubernetes' }, false],
    ['2.14', 'kubernetes', { 'kuma.io/env': 'kubernetes' }, true],
    ['2.14', 'kubernetes', { 'k8s.kuma.io/namespace': 'kuma-system' }, true],
  ] as const)('%s, %s: %j: %s', (release, form, matchLabels, found) => {
    expect(matching(release, matchLabels, form)).toBe(found);
  });
});

test('generators of the zone come before those of another origin, whatever their names', () => {
  const other = { ...generator('a', 'same.mesh.local', { team: 'one' }), labels: { 'kuma.io/origin': 'global' } };
  const own = generator('b', 'same.mesh.local', { team: 'two' });
  const services = [service('x', {}, { labels: { team: 'one' } }), service('y', {}, { labels: { team: 'two' } })];
  const both = model('2.8', ...services, other, own);
  expect(hostnames(both, 'y')).toEqual(['same.mesh.local']);
  expect(hostnames(both, 'x')).toEqual([]);
});
