import fc from 'fast-check';
import type { Input } from '../../src/model/load';
import { type Form, otherDocument } from './heads';
import { egressDocument, meshDocument, permissionDocument } from './policies';
import { dataplaneDocument, generatorDocument } from './proxies';
import { secretDocument, serviceDocument } from './services';
import { type Json, absurd, fields, hostileText, mapOf, maybe, mostly, textOf } from './values';

/** Everything that one run of the command is given. */
export interface World {
  /** The documents of each file. */
  readonly files: readonly (readonly unknown[])[];
  readonly options: Json;
}

const nameIn = (document: Json): unknown => document['name'] ?? (document['metadata'] as Json | undefined)?.['name'];

/** How the resources that belong together are written; some projects mix. */
const forms: fc.Arbitrary<readonly Form[]> = fc.constantFrom<readonly Form[]>(
  ['universal'],
  ['kubernetes'],
  ['universal', 'kubernetes'],
);

export function documentsOf(bad: number, form: fc.Arbitrary<Form>): fc.Arbitrary<readonly unknown[]> {
  const some = <T>(one: fc.Arbitrary<T>, minLength: number, maxLength: number): fc.Arbitrary<T[]> =>
    fc.array(one, { minLength, maxLength, size: 'max' });
  const services = some(
    form.chain((one) => serviceDocument(one, bad)),
    0,
    6,
  );
  const generators = some(
    form.chain((one) => generatorDocument(one, bad)),
    0,
    2,
  );
  const ofKuma = form.chain((one) =>
    fc.oneof(
      { weight: 2, arbitrary: meshDocument(one, bad) },
      { weight: 2, arbitrary: permissionDocument(one, bad) },
      egressDocument(one, bad),
    ),
  );
  const others = some(fc.oneof(secretDocument(bad), otherDocument(bad), ofKuma, ofKuma), 0, 2);
  return fc.tuple(services, generators, others).chain(([mine, named, rest]) => {
    const names = mine.map(nameIn);
    return some(
      form.chain((one) => dataplaneDocument(one, bad, names)),
      0,
      3,
    ).map((proxies) => [...mine, ...named, ...proxies, ...rest]);
  });
}

const RANGES = ['242.0.0.0/8', '10.99.0.0/16', '192.0.2.128/28', '192.0.2.0/30'];
const deliveries = fc.constantFrom<unknown>(
  [{ kuma: {} }],
  [{ kuma: {} }, { host: {} }],
  [{ host: { envoyPath: '/usr/bin/envoy' } }],
  [{ sidecar: { clusterDnsIp: '10.96.0.10', images: { envoy: 'envoy:1', coredns: 'coredns:1' } } }],
  [{ gateway: { clusterIpRange: '10.96.128.0/20', images: { envoy: 'envoy:1' } } }],
);
const meshOptions = (bad: number): fc.Arbitrary<unknown> =>
  fields({
    vips: maybe(
      fields({
        cidr: maybe(mostly(bad, fc.constantFrom(...RANGES), absurd)),
        cidrV6: maybe(mostly(bad, fc.constantFrom('fd00:fd01::/64', 'fd00::/125'), absurd)),
      }),
    ),
    delivery: maybe(mostly(bad, deliveries, absurd)),
    envoy: maybe(
      fields({
        dnsResolvers: maybe(
          mostly(bad, fc.constantFrom<unknown>(['192.0.2.53:53'], ['[2001:db8::53]:53', '192.0.2.53:5353']), absurd),
        ),
      }),
    ),
  });

const placement = (bad: number): fc.Arbitrary<Json> =>
  fc.oneof<fc.Arbitrary<Json>[]>(
    fields({ zone: maybe(mostly(bad, fc.constantFrom('east', 'default', '012'), absurd)) }),
    fields({ zones: mostly(bad, fc.constantFrom(['east', 'west'], ['default', 'east', '012'], ['east']), absurd) }),
  );

const options = (bad: number): fc.Arbitrary<Json> => {
  const rest = fields({
    kumaVersion: maybe(mostly(bad, fc.constantFrom('2.8', '2.14'), absurd)),
    systemNamespace: maybe(mostly(bad, fc.constant('kuma-system'), absurd)),
    meshes: maybe(fields({ default: maybe(meshOptions(bad)), other: maybe(meshOptions(bad)) })),
    services: maybe(fields({ 'default/a': fields({ vip: mostly(bad, fc.constant('242.7.7.7'), absurd) }) })),
    dataplanes: maybe(
      fields({
        'default/a': fields({ kubernetes: fc.boolean() }),
        'default/yes': fields({ kubernetes: fc.boolean() }),
      }),
    ),
    hostnameGenerators: maybe(fields({ a: fields({ dnsZone: mostly(bad, fc.constant('meshext.local'), absurd) }) })),
    allow: maybe(
      mostly(bad, fc.constant([{ code: 'generator-unused', at: 'HostnameGenerator/a', reason: '012' }]), absurd),
    ),
  });
  const ours = fc.tuple(placement(bad), rest).map(([place, others]): Json => ({ ...place, ...others }));
  return mostly(bad, ours, mapOf(hostileText, absurd)) as fc.Arbitrary<Json>;
};

/** Where there are zones, a proxy runs in one. */
function inZone(document: unknown, zones: unknown, i: number): unknown {
  const one = document as Json | null;
  if (!Array.isArray(zones) || zones.length === 0 || ![one?.['type'], one?.['kind']].includes('Dataplane'))
    return document;
  const { labels, metadata } = one as { readonly labels?: Json; readonly metadata?: Json };
  const zone = { 'kuma.io/zone': zones[i % zones.length] as unknown };
  if (metadata === undefined) return { ...one, labels: { ...labels, ...zone } };
  return { ...one, metadata: { ...metadata, labels: { ...(metadata['labels'] as Json | undefined), ...zone } } };
}

/** `bad`: how many of 100 values are not what their field wants. */
export const worldOf = (bad: number): fc.Arbitrary<World> =>
  fc
    .record({
      all: forms.chain((some) => documentsOf(bad, fc.constantFrom(...some))),
      cut: fc.nat(12),
      options: options(bad),
    })
    .map(({ all: documents, cut, options: chosen }) => {
      const all = documents.map((one, i) => inZone(one, chosen['zones'], i));
      return { files: [all.slice(0, cut), all.slice(cut)], options: chosen };
    });

/** Of most of these something is left when the errors are gone. */
export const mostlyRight = fc.oneof(
  { weight: 4, arbitrary: worldOf(0) },
  { weight: 5, arbitrary: worldOf(1) },
  { weight: 1, arbitrary: worldOf(6) },
);

export const inputsOf = ({ files }: World): Input[] =>
  files.map((documentsOfOne, i) => ({ file: `${i}.yaml`, text: documentsOfOne.map(textOf).join('\n---\n') }));
