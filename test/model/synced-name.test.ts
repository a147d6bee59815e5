import { isCopy, namesInZones, syncedName } from '../../src/model/synced-name';

/** The names are those that Kuma's own code gives, with Kubernetes' own SafeEncodeString and ShortenString. */

test.each([
  [['default', 'x'], 'x-fdz94w892fv4v6w6'],
  [['default', 'httpbin'], 'httpbin-4b65w89f4bxv29f7'],
  [['default', 'httpbin', 'kuma-system'], 'httpbin-4ccd4cc7f9446db5'],
  [['default', 'httpbin', 'east'], 'httpbin-bbfc926929z7f572'],
  [['default', 'httpbin', 'east', 'kuma-system'], 'httpbin-7v4469z56x4c9x92'],
  [['other.mesh_2', 'a-1', 'kuma-system'], 'a-1-48xfx7cv2v9bwfwb'],
  [['default', 'a'.repeat(253)], `${'a'.repeat(236)}-d6d94zw6xv7fbzwf`],
  [['default', 'é'], 'é-b4vx6vxx58fzvfxv'],
] as const)('%j is copied as %s', ([mesh, name, ...more], expected) => {
  expect(syncedName(mesh, name, ...more)).toBe(expected);
});

const GLOBAL = { 'kuma.io/origin': 'global' };

describe('the names of copies', () => {
  test('of what was declared for Kubernetes have its namespace in them there', () => {
    const resource = { form: 'kubernetes', name: 'httpbin', namespace: 'kuma-system', labels: GLOBAL, annotations: {} };
    expect(namesInZones({ ...resource, form: 'kubernetes' }, 'default', 'other')).toEqual({
      universal: 'httpbin-4b65w89f4bxv29f7',
      kubernetes: 'httpbin-4ccd4cc7f9446db5',
    });
  });

  test('of what was declared for Universal have the namespace of the control plane', () => {
    const resource = { form: 'universal', name: 'httpbin', labels: GLOBAL, annotations: {} } as const;
    expect(namesInZones(resource, 'default', 'kuma-system')).toEqual({
      universal: 'httpbin-4b65w89f4bxv29f7',
      kubernetes: 'httpbin-4ccd4cc7f9446db5',
    });
  });

  test('have a zone label in them', () => {
    const labels = { ...GLOBAL, 'kuma.io/zone': 'east' };
    expect(
      namesInZones({ form: 'universal', name: 'httpbin', labels, annotations: {} }, 'default', 'kuma-system'),
    ).toEqual({ universal: 'httpbin-bbfc926929z7f572', kubernetes: 'httpbin-7v4469z56x4c9x92' });
  });

  test('come from the display name', () => {
    const annotations = { 'kuma.io/display-name': 'httpbin' };
    const resource = { form: 'kubernetes', name: 'y', namespace: 'kuma-system', labels: GLOBAL, annotations } as const;
    expect(namesInZones(resource, 'default', 'kuma-system').kubernetes).toBe('httpbin-4ccd4cc7f9446db5');
  });
});

describe('a copy is recognized', () => {
  const shown = { 'kuma.io/display-name': 'httpbin' };
  const copy = (name: string, more: Readonly<Record<string, string>> = {}): boolean =>
    isCopy({ form: 'universal', name, labels: { ...GLOBAL, ...shown, ...more }, annotations: {} }, 'default');

  test.each([
    ['of a global control plane in Universal', 'httpbin-4b65w89f4bxv29f7', {}, true],
    [
      'of one on Kubernetes',
      'httpbin-4ccd4cc7f9446db5',
      { 'k8s.kuma.io/namespace': 'kuma-system', 'kuma.io/mesh': 'default' },
      true,
    ],
    ['with a zone label', 'httpbin-bbfc926929z7f572', { 'kuma.io/zone': 'east' }, true],
    ['not by another hash', 'httpbin-4b65w89f4bxv29f8', {}, false],
    ['not with another namespace', 'httpbin-4ccd4cc7f9446db5', { 'k8s.kuma.io/namespace': 'other' }, false],
    ['not of origin zone', 'httpbin-4b65w89f4bxv29f7', { 'kuma.io/origin': 'zone' }, false],
    ['not without a display name', 'httpbin-4b65w89f4bxv29f7', { 'kuma.io/display-name': '' }, false],
  ] as const)('%s', (_title, name, more, expected) => {
    expect(copy(name, more)).toBe(expected);
  });
});
