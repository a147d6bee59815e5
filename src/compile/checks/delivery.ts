import { deliveredTwice, optionInvalid, optionWithoutEffect } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import {
  type DeliverySettings,
  type GatewaySettings,
  type SidecarSettings,
  gatewayOf,
  hasOwnVips,
  kindsOf,
} from '../../model/delivery';
import { isDnsName } from '../../model/address';
import { item, member } from '../../model/field-path';
import { byKey } from '../order';
import { contains, isIp, parseCidr } from '../../model/ip';
import { type MeshDeclaration, type Model, DEFAULT_VIP_CIDR, at, meshKey } from '../../model/model';
import { isolationProblems, nameProblems } from './egress-isolation';
import { checkHostFolders, hostProblems } from './host';
import { DEFAULT_REPLICAS } from '../gateway';
import type { Problem } from './problem';

/** What is wrong with who delivers, and what is set for nobody. */
export const checkDelivery = (model: Model): Diagnostic[] => [
  ...model.meshes.flatMap(checkMesh),
  ...checkHostFolders(model),
  ...differentRanges(model),
  ...withoutEffect(model),
];

function checkMesh(mesh: MeshDeclaration): Diagnostic[] {
  const { delivery } = mesh;
  if (delivery === undefined) return [];
  const kinds = kindsOf(delivery);
  const others = [...new Set(kinds)].filter((kind) => kind !== 'kuma');
  return [
    ...delivery.flatMap((one, i) => {
      const [kind] = kindsOf([one]);
      const field = `${item('delivery', i)}.${kind}`;
      if (kinds.indexOf(kind) < i) return [optionInvalid(at(mesh, field), `${kind} stands there twice.`, ONE_OF_EACH)];
      return problems(one, field, mesh);
    }),
    ...(kinds.includes('kuma') && others.length > 0 ? [deliveredTwice(at(mesh, 'delivery'), others)] : []),
  ];
}

/** A service has one line in the lock, whatever the zone, and so one place in all clusters. */
function differentRanges({ meshes }: Model): Diagnostic[] {
  const first = new Map<string, { readonly text: string; readonly zone: string }>();
  return [...meshes].sort(byKey(({ name, zone }) => meshKey(name, zone))).flatMap((mesh) => {
    const gateway = gatewayOf(mesh);
    if (gateway === undefined) return [];
    const { clusterIpRange, clusterIpRangeV6 } = gateway.settings;
    const text = [clusterIpRange, clusterIpRangeV6].flatMap((one) => one ?? []).join(' and ');
    const before = first.get(mesh.name) ?? { text, zone: mesh.zone };
    first.set(mesh.name, before);
    if (before.text === text) return [];
    const place = at(mesh, member(gateway.field, 'clusterIpRange'));
    const problem = `it is ${text} here and ${before.text} in zone ${before.zone}.`;
    return [optionInvalid(place, problem, 'Give the gateways of a mesh the same ranges in all zones.')];
  });
}

const ONE_OF_EACH = 'Name each of kuma, sidecar, gateway and host once at most; without delivery all is written.';

/** A field, what is wrong with it, and what to do. */

const problems = ({ sidecar, gateway, host }: DeliverySettings, field: string, mesh: MeshDeclaration): Diagnostic[] =>
  [
    ...(sidecar === undefined ? [] : ofSidecar(sidecar)),
    ...(gateway === undefined ? [] : ofGateway(gateway)),
    ...(host === undefined ? [] : hostProblems(host)),
  ].map(([key, problem, hint]) => optionInvalid(at(mesh, member(field, key)), problem, hint));

const AN_IP = 'Write an IP address, 10.96.0.10 for instance.';

const ofSidecar = ({ clusterDnsIp, images, clusterDomain }: SidecarSettings): Problem[] => [
  ...notAnIp('clusterDnsIp', clusterDnsIp),
  ...noImage('envoy', images.envoy),
  ...noImage('coredns', images.coredns),
  ...noImage('capture', images.capture),
  ...(clusterDomain === undefined || isDnsName(clusterDomain)
    ? []
    : [
        ['clusterDomain', `${JSON.stringify(clusterDomain)} is no DNS name.`, 'Write it as in cluster.local.'] as const,
      ]),
];

const ofGateway = (settings: GatewaySettings): Problem[] => {
  const {
    clusterIpRange,
    clusterIpRangeV6,
    images,
    replicas = DEFAULT_REPLICAS,
    maxReplicas,
    allowedNamespaces = [],
    dns: { mode, clusterIp } = {},
  } = settings;
  return [
    ...ofRanges(clusterIpRange, clusterIpRangeV6),
    ...(maxReplicas !== undefined && maxReplicas < replicas
      ? [
          [
            'maxReplicas',
            `${maxReplicas} is less than the ${replicas} replicas that there are at least.`,
            'Raise it, or remove it.',
          ] as const,
        ]
      : []),
    ...allowedNamespaces.flatMap((name, i) => nameProblems(name, item('allowedNamespaces', i))),
    ...isolationProblems(settings),
    ...noImage('envoy', images.envoy),
    ...(mode === 'stub' ? noImage('coredns', images.coredns) : []),
    ...(mode === 'stub' && clusterIp === undefined ? [['dns.clusterIp', 'it is missing.', AN_IP] as const] : []),
    ...(clusterIp === undefined
      ? []
      : [...notAnIp('dns.clusterIp', clusterIp), ...inRange(clusterIp, [clusterIpRange, clusterIpRangeV6])]),
  ];
};

function ofRanges(first: string, second: string | undefined): Problem[] {
  const [main, v6] = [parseCidr(first), second === undefined ? undefined : parseCidr(second)];
  const text = JSON.stringify(second);
  return [
    ...(main === undefined
      ? [
          [
            'clusterIpRange',
            `${JSON.stringify(first)} is no range.`,
            'Write it as address/length, 10.96.128.0/20 for instance.',
          ] as const,
        ]
      : []),
    ...(second !== undefined && v6?.family !== 6
      ? [
          [
            'clusterIpRangeV6',
            `${text} is no range of IPv6 addresses.`,
            'Write it as address/length, fd00:96::/112 for instance.',
          ] as const,
        ]
      : []),
    ...(main?.family === 6 && second !== undefined
      ? [
          [
            'clusterIpRangeV6',
            `${text} is a second range of IPv6 addresses.`,
            'Give clusterIpRange IPv4 addresses, or remove it.',
          ] as const,
        ]
      : []),
  ];
}

/** A service could get the address. */
const inRange = (address: string, ranges: readonly (string | undefined)[]): Problem[] =>
  ranges
    .flatMap((text) => parseCidr(text ?? '') ?? [])
    .filter((range) => isIp(address) && contains(range, address))
    .map(({ text }) => [
      'dns.clusterIp',
      `${address} is in ${text}, whose addresses services get.`,
      'Choose one outside of it.',
    ]);

const notAnIp = (field: string, text: string): Problem[] =>
  isIp(text) ? [] : [[field, `${JSON.stringify(text)} is no IP address.`, AN_IP]];

const noImage = (name: string, image = ''): Problem[] =>
  image.trim() === '' ? [[`images.${name}`, 'it is missing.', 'Name an image with a tag or a digest.']] : [];

/** What our outputs would be told, in meshes that have none of them. */
function withoutEffect({ meshes, services, dataplanes }: Model): Diagnostic[] {
  const byKuma = new Map(
    meshes.filter((mesh) => !hasOwnVips(mesh)).map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]),
  );
  const useless = (resource: Parameters<typeof at>[0], field: string): Diagnostic =>
    optionWithoutEffect(at(resource, field), 'where only Kuma delivers', 'Remove it, or name another delivery.');
  const isSet = (settings: object): boolean => Object.values(settings).some((value) => value !== undefined);
  return [
    ...[...byKuma.values()].flatMap((mesh) => [
      ...(mesh.vipCidr === DEFAULT_VIP_CIDR && mesh.vipCidrV6 === undefined ? [] : [useless(mesh, 'vips')]),
      ...(isSet(mesh.settings) ? [useless(mesh, 'envoy')] : []),
    ]),
    ...services
      .filter(({ mesh }) => byKuma.has(mesh))
      .flatMap((one) => [
        ...(one.vip === undefined ? [] : [useless(one, 'vip')]),
        ...(isSet({ ...one.settings, hostnames: undefined }) ? [useless(one, 'envoy')] : []),
      ]),
    ...dataplanes.flatMap((one) => {
      const mesh = byKuma.get(one.mesh);
      const own = Object.entries(one.settings).filter(
        ([key, value]) => !Object.entries(mesh?.settings ?? {}).some(([k, v]) => k === key && v === value),
      );
      return mesh === undefined || !isSet(Object.fromEntries(own)) ? [] : [useless(one, 'envoy')];
    }),
  ];
}
