import { coredns } from '../../../src/backends/coredns/coredns';
import { kubernetes } from '../../../src/backends/kubernetes/kubernetes';
import { universal } from '../../../src/backends/universal/universal';
import { compile } from '../../../src/compile/compile';
import type { Model } from '../../../src/model/model';
import { type Form, type Json, brief, findings, generator, meshIn, modelOf, service, together } from '../documents';

const NAMED = generator('g', '{{ .DisplayName }}.mesh.example');
const to = (address: string): Json => ({ endpoints: [{ address, port: 443 }] });
const about = (model: Model, ...codes: readonly string[]): string[] =>
  brief(compile(model).diagnostics.filter(({ code }) => codes.includes(code)));
const withZone = (model: Model, dnsZone: string): Model => ({
  ...model,
  generators: model.generators.map((one) => ({ ...one, dnsZone })),
});

describe('a name of an endpoint', () => {
  const hijacked = (model: Model): string[] => about(model, 'hostname-hijack', 'zone-hijack');
  const FIELD = 'spec.endpoints[0].address';

  test.each([
    ['that is its own hostname', 'x.mesh.example', 'error hostname-hijack x'],
    ['in other letters and with a dot', 'X.Mesh.Example.', 'error hostname-hijack x'],
    ['below a hostname', 'api.x.mesh.example', 'error hostname-hijack x'],
    ['that is the zone', 'mesh.example', 'error zone-hijack x'],
    ['in the zone', 'api.mesh.example', 'error zone-hijack x'],
  ])('%s: %s', (_title, address, finding) => {
    expect(hijacked(modelOf([service('x', to(address)), NAMED]))).toEqual([`${finding} ${FIELD}`]);
  });

  test.each(['example', 'api.example', 'xmesh.example', 'x.mesh.example.com', '192.0.2.1'])('may be %s', (address) => {
    expect(hijacked(modelOf([service('x', to(address)), NAMED]))).toEqual([]);
  });

  test('counts whichever service it belongs to, in its own mesh', () => {
    const other = (mesh: string) => service('y', to('x.mesh.example'), { mesh });
    expect(hijacked(modelOf([service('x'), other('default'), NAMED]))).toEqual([`error hostname-hijack y ${FIELD}`]);
    expect(hijacked(modelOf([service('x'), other('other'), NAMED]))).toEqual([`error zone-hijack y ${FIELD}`]);
    const [found] = compile(modelOf([service('x'), other('default'), NAMED])).diagnostics.filter(
      ({ code }) => code === 'hostname-hijack',
    );
    expect(found.message).toContain('MeshExternalService default/x');
  });

  test('an extension has none', () => {
    const extended = { ...to('x.mesh.example'), extension: { type: 'a', config: {} } };
    expect(hijacked(modelOf([service('x', extended), NAMED]))).toEqual([]);
  });
});

describe('a zone', () => {
  const CODES = ['zone-unknown', 'zone-invalid', 'zone-top-level', 'zone-in-cluster-domain'];
  const judged = (template: string, dnsZone?: string): string[] => {
    const model = modelOf([service('x'), generator('g', template)]);
    return about(dnsZone === undefined ? model : withZone(model, dnsZone), ...CODES);
  };

  test.each([
    ['{{ .Name }}.svc.cluster.local', undefined, ['error zone-in-cluster-domain g spec.template']],
    ['{{ .Name }}.cluster.local', undefined, ['error zone-in-cluster-domain g spec.template']],
    ['{{ .Name }}.a.cluster.local', 'Cluster.Local', ['error zone-in-cluster-domain g dnsZone']],
    ['{{ .Name }}.mycluster.local', undefined, []],
    ['{{ .Name }}.cluster.local.example', undefined, []],
    ['{{ .Name }}.mesh', 'mesh', ['error zone-top-level g dnsZone']],
    ['{{ .Name }}.a.mesh', 'a.mesh', []],
    ['{{ .Name }}.mesh', undefined, ['error zone-unknown g spec.template']],
    ['{{ .Name }}.242.in-addr.arpa', undefined, ['error zone-invalid g spec.template']],
    ['{{ .Name }}.arpa', 'arpa', ['error zone-invalid g dnsZone']],
    ['{{ .Name }}.sparpa', 'sparpa', ['error zone-top-level g dnsZone']],
  ])('of %s and %s', (template, dnsZone, expected) => {
    expect(judged(template, dnsZone)).toEqual(expected);
  });

  test('is judged once, however many meshes it stands in', () => {
    const model = modelOf([service('x'), service('x', {}, { mesh: 'other' }), generator('g', '{{ .Name }}.mesh')]);
    expect(about(model, ...CODES)).toEqual(['error zone-unknown g spec.template']);
  });

  test('is not needed by a generator that gives no name', () => {
    expect(about(modelOf([service('x'), generator('g', '{{ .Name }}', { team: 'a' })]), ...CODES)).toEqual([]);
  });

  test('that is none gives no file', () => {
    const model = modelOf([service('x'), generator('g', '{{ .Name }}.242.in-addr.arpa')]);
    expect(coredns.emit(compile(model).ir)).toEqual([]);
  });

  describe('under .local', () => {
    const outputs = (template: string) => {
      const { ir } = compile(modelOf([service('x'), generator('g', template)]));
      return (targets: readonly string[]): string[] =>
        brief(
          [universal, kubernetes].filter(({ name }) => targets.includes(name)).flatMap((one) => one.check(ir, targets)),
        );
    };

    test('is a warning on hosts, and an info where only a cluster reads it', () => {
      const under = outputs('{{ .Name }}.mesh.local');
      expect(under(['universal', 'kubernetes'])).toEqual(['warning local-zone g']);
      expect(under(['universal'])).toEqual(['warning local-zone g']);
      expect(under(['kubernetes'])).toEqual(['info local-zone-in-cluster g']);
      expect(under(['envoy'])).toEqual([]);
    });

    test.each(['{{ .Name }}.mesh.internal', '{{ .Name }}.mesh.nonlocal', '{{ .Name }}.local.example'])(
      '%s is not',
      (template) => {
        expect(outputs(template)(['universal', 'kubernetes'])).toEqual([]);
        expect(outputs(template)(['kubernetes'])).toEqual([]);
      },
    );
  });
});

describe('a generator', () => {
  const UNUSED = 'warning generator-unused g spec.selector.meshExternalService';
  const unused = (model: Model): string[] => about(model, 'generator-unused');
  const selecting = (matchLabels: Json) => generator('g', '{{ .Name }}.mesh.example', matchLabels);

  test('that selects nothing', () => {
    expect(unused(modelOf([service('x'), selecting({ team: 'a' })]))).toEqual([UNUSED]);
    expect(unused(modelOf([selecting({})]))).toEqual([UNUSED]);
    expect(unused(modelOf([service('x', {}, { labels: { team: 'a' } }), selecting({ team: 'a' })]))).toEqual([]);
    expect(unused(modelOf([service('x'), selecting({ 'kuma.io/origin': 'zone' })]))).toEqual([]);
  });

  test('that selects one and gives it no name is used', () => {
    expect(unused(modelOf([service('x'), generator('g', '{{ with .Namespace }}{{ . }}{{ end }}')]))).toEqual([]);
  });

  test('of another zone', () => {
    const east = modelOf([service('x')], { zone: 'east' });
    const bound = (zone: string): Model => {
      const model = modelOf([selecting({})]);
      return { ...model, generators: model.generators.map((one) => ({ ...one, zone })) };
    };
    expect(unused(together(east, bound('west')))).toEqual([UNUSED]);
    expect(unused(together(east, bound('east')))).toEqual([]);
  });

  test('for services of the mesh is not ours', () => {
    const { spec, ...rest } = selecting({}) as { readonly spec: object };
    expect(unused(modelOf([{ ...rest, spec: { ...spec, selector: { meshService: {} } } }]))).toEqual([]);
  });

  describe('twice of one name', () => {
    const twice = (...zones: readonly (string | undefined)[]): Model => {
      const model = modelOf([service('x'), ...zones.map(() => NAMED)]);
      return {
        ...model,
        generators: model.generators.map((one, i) => (zones[i] === undefined ? one : { ...one, zone: zones[i] })),
      };
    };
    const clashes = (model: Model): string[] => about(model, 'resource-twice');
    const other = generator('g', '{{ .DisplayName }}.other.example');

    test('is one when both say the same', () => {
      expect(clashes(twice(undefined, undefined))).toEqual([]);
      expect(compile(twice(undefined, undefined)).ir.generators).toHaveLength(1);
      expect(compile(twice('default', undefined)).ir.generators.map(({ zone }) => zone)).toEqual([undefined]);
      expect(compile(twice('default', 'default')).ir.generators).toHaveLength(1);
      expect(compile(twice('default', 'east')).ir.generators).toHaveLength(2);
      expect(meshIn(twice(undefined, undefined)).services[0].hostnames).toEqual(['x.mesh.example']);
    });

    test('is an error when they differ, in template, labels or zone', () => {
      expect(clashes(modelOf([service('x'), NAMED, other]))).toEqual(['error resource-twice g']);
      expect(clashes(modelOf([service('x'), NAMED, NAMED, other]))).toEqual(['error resource-twice g']);
      const one = modelOf([service('x'), NAMED]);
      expect(clashes(together(one, withZone(modelOf([NAMED]), 'example')))).toEqual(['error resource-twice g']);
    });

    test('in zones that do not meet is none', () => {
      const zoned = (document: Json, zone: string): Model => {
        const model = modelOf([document]);
        return { ...model, generators: model.generators.map((one) => ({ ...one, zone })) };
      };
      const east = zoned(NAMED, 'east');
      expect(clashes(together(east, zoned(other, 'west')))).toEqual([]);
      expect(clashes(together(east, zoned(other, 'west'), zoned(NAMED, 'west')))).toEqual(['error resource-twice g']);
    });

    test('the order of labels is no difference', () => {
      const labels = [
        { a: '1', b: '2' },
        { b: '2', a: '1' },
      ];
      const documents = labels.map((one) => generator('g', '{{ .Name }}.mesh.example', one));
      expect(clashes(modelOf([service('x'), ...documents]))).toEqual([]);
    });
  });

  describe('that reads the namespace', () => {
    const said = (template: string, matchLabels: Json, form: Form): string[] => {
      const x = service('x', {}, { form, labels: {} });
      const { ir } = compile(modelOf([x, generator('g', template, matchLabels, form)]));
      return brief([...universal.check(ir)]);
    };
    const PLAIN = '{{ .Name }}.mesh.example';

    test.each([
      ['{{ .Name }}.{{ .Namespace }}.mesh.example', {}, ['warning namespace-in-universal g spec.template']],
      ['{{ label "k8s.kuma.io/namespace" }}.mesh.example', {}, ['warning namespace-in-universal g spec.template']],
      [
        PLAIN,
        { 'k8s.kuma.io/namespace': 'kuma-system' },
        ['warning namespace-in-universal g spec.selector.meshExternalService.matchLabels'],
      ],
      [PLAIN, {}, []],
      ['{{ label "kuma.io/mesh" }}.mesh.example', { 'kuma.io/origin': 'zone' }, []],
    ])('%s %j', (template, matchLabels, expected) => {
      expect(said(template, matchLabels, 'kubernetes')).toEqual(expected);
    });

    test('has the same effect in both outputs where all is of Universal form', () => {
      expect(said('{{ .Name }}.a{{ .Namespace }}.mesh.example', {}, 'universal')).toEqual([]);
    });
  });
});

test('an underscore in a hostname is a warning', () => {
  const model = (template: string): string[] =>
    about(modelOf([service('x'), generator('g', template)]), 'hostname-underscore');
  expect(model('{{ .Name }}_a.mesh.example')).toEqual(['warning hostname-underscore x']);
  expect(model('{{ .Name }}-a.mesh.example')).toEqual([]);
});

test('a service without a hostname is a warning', () => {
  const model = (matchLabels: Json) => modelOf([service('x'), generator('g', '{{ .Name }}.mesh.example', matchLabels)]);
  expect(findings(model({ team: 'a' }))).toContain('warning hostname-missing x');
  expect(findings(model({}))).not.toContain('warning hostname-missing x');
});
