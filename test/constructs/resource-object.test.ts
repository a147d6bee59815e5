import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy, LazyResolver, type ResolutionContext } from 'cdk8s';
import { ResourceObject } from '../../src/constructs/resource-object';

/** Whatever is said of a resource, it is written as cdk8s alone would write it. */

interface Case {
  readonly spec?: object;
  readonly fields?: object;
  readonly metadata?: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly resolvers?: IResolver[];
  readonly then?: (object: ApiObject) => void;
}

class Token {
  constructor(private readonly value: unknown) {}
  resolve = (): unknown => this.value;
}

class Louder extends LazyResolver {
  override resolve(context: ResolutionContext): void {
    if (context.value === 'shout') context.replaceValue('SHOUT');
    else super.resolve(context);
  }
}

const ofLabels: IResolver = {
  resolve: (context) => {
    if (context.key.join('.') === 'labels.a' && context.value === 'b') context.replaceValue('SHOUT');
  },
};

const upperCase: IResolver = {
  resolve: (context) => {
    if (context.value === 'shout') context.replaceValue('SHOUT');
  },
};

const late = (value: unknown): unknown => Lazy.any({ produce: () => value });
const asText = (value: unknown): string => value as string;

const cases: Readonly<Record<string, Case>> = {
  'keys out of order': { spec: { z: 1, a: { y: [{ d: 1, c: 2 }], x: true } }, fields: { mesh: 'default', alpha: {} } },
  'nothing to say': { spec: { a: undefined, b: null, c: { d: null }, e: [], f: {}, g: [undefined, null, 1] } },
  'falsy values': { spec: { a: 0, b: '', c: false, d: [0, '', false] } },
  'a Lazy deep inside': { spec: { a: [{ b: late({ d: 1, c: 2 }) }] } },
  'a token': { spec: { a: new Token({ z: 1, b: 2 }) } },
  'a union class': { spec: { a: Object.assign(new (class Quantity {})(), { value: 3 }) } },
  'a resolver of the app': { spec: { a: 'shout' }, resolvers: [upperCase] },
  'a resolver of the app, in a label': { metadata: { name: 'one', labels: { a: 'shout' } }, resolvers: [upperCase] },
  'a resolver of the app that looks at keys': { metadata: { name: 'one', labels: { a: 'b' } }, resolvers: [ofLabels] },
  'a resolver that is more than one of cdk8s': { spec: { a: 'shout', b: late('c') }, resolvers: [new Louder()] },
  'a key that is no key to JavaScript': { spec: { b: 1, a: JSON.parse('{"__proto__":{"x":1},"a":1}') as unknown } },
  'the same in another order': { spec: { a: JSON.parse('{"a":1,"__proto__":{"x":1}}') as unknown } },
  'a patch': { spec: { b: 1, a: 2 }, then: (one) => one.addJsonPatch(JsonPatch.add('/spec/0', { z: 1, y: 2 })) },
  'no patch': { spec: { b: 1, a: 2 }, then: (one) => one.addJsonPatch() },
  'no namespace': { metadata: { name: 'one' } },
  'late labels and annotations': {
    metadata: { name: 'one', namespace: 'two', labels: { z: '1', b: '2' } },
    then: ({ metadata }) => {
      metadata.addLabel('a', '3');
      metadata.addLabel('z', '4');
      metadata.addAnnotation('y', '5');
      metadata.addAnnotation('x', '6');
    },
  },
  'labels that are no text yet': {
    metadata: { name: 'one', labels: { a: asText(late('late')), b: asText(null) } },
  },
  'an annotation that is no text yet': {
    then: ({ metadata }) => metadata.addAnnotation('a', asText(new Token('late'))),
  },
  'finalizers, owners and more': {
    then: ({ metadata }) => {
      metadata.addFinalizers('z', 'a');
      metadata.addOwnerReference({ apiVersion: 'v1', kind: 'Pod', name: 'mypod', uid: 'abc' });
      metadata.add('generateName', 'x-');
    },
  },
};

function written(made: 'by us' | 'by cdk8s', { spec = {}, fields = {}, metadata, resolvers, then }: Case): unknown {
  const app = new App(resolvers === undefined ? {} : { resolvers });
  const chart = new Chart(app, 'chart', { namespace: 'of-chart', labels: { chart: 'yes', b: 'chart' } });
  const head = { apiVersion: 'kuma.io/v1alpha1', kind: 'Some', metadata: metadata ?? { name: 'one' } };
  const produce = (): object => spec;
  const object =
    made === 'by us'
      ? new ResourceObject(chart, 'Resource', head, { fields, spec: produce })
      : new ApiObject(chart, 'Resource', { ...head, ...fields, spec: Lazy.any({ produce }) as unknown });
  then?.(object);
  return object.toJson() as unknown;
}

test('metadata by itself goes through the resolvers of the app too', () => {
  const app = new App({ resolvers: [upperCase] });
  const head = { apiVersion: 'kuma.io/v1alpha1', kind: 'Some', metadata: { name: 'one', labels: { a: 'shout' } } };
  const object = new ResourceObject(new Chart(app, 'chart'), 'Resource', head, { spec: () => ({}) });
  expect(object.metadata.toJson()).toEqual({ labels: { a: 'SHOUT' }, name: 'one' });
});

const texts = (one: Case): string[] => (['by us', 'by cdk8s'] as const).map((by) => JSON.stringify(written(by, one)));

test.each(Object.entries(cases))('%s: as cdk8s writes it', (_name, one) => {
  const [ours, theirs] = texts(one);
  expect(ours).toBe(theirs);
});

test('unsorted, when cdk8s is told so', () => {
  process.env['CDK8S_DISABLE_SORT'] = '1';
  try {
    const [ours, theirs] = texts({ spec: { z: 1, a: 2 } });
    expect(ours).toBe(theirs);
    expect(ours).toContain('"z":1,"a":2');
  } finally {
    delete process.env['CDK8S_DISABLE_SORT'];
  }
});

test('what cannot be written is refused as by cdk8s', () => {
  const one: Case = { spec: { a: new Map() } };
  expect(() => written('by us', one)).toThrow("can't render non-simple object of type 'Map'");
});

test('what was declared is not changed', () => {
  const spec = { z: { b: 1, a: 2 }, a: [{ d: 1, c: 2 }] };
  const before = JSON.stringify(spec);
  written('by us', { spec });
  expect(JSON.stringify(spec)).toBe(before);
});
