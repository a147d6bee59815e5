import { deliverySchema } from './delivery-schema';
import { proxySettings, serviceSettings, text } from './envoy-options-schema';
import type { Schema } from './schemas';

/** What `meshext.yaml` may hold. The validator reads this, and so does `schemas/meshext.schema.json`. */

export interface OptionSchema extends Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly additionalProperties?: OptionSchema;
  readonly items?: OptionSchema;
}

const mesh = {
  type: 'object',
  properties: {
    vips: {
      type: 'object',
      description: 'The ranges that VIPs come from.',
      properties: {
        cidr: text('The range, as address/length. Its first and last address are not given. Default: 242.0.0.0/8.'),
        cidrV6: text('A range of IPv6 addresses, of which each service gets one too. Default: none.'),
      },
    },
    compatibility: {
      type: 'string',
      enum: ['none', 'kuma-2.8'],
      description: 'Whose effects Envoy shall have: none is right where Kuma 2.8 is not. Default: none.',
    },
    envoy: proxySettings('its proxies'),
    delivery: deliverySchema,
  },
} as const satisfies OptionSchema;

export const serviceOptions: OptionSchema = {
  type: 'object',
  properties: { vip: text('The VIP that it has, whatever the lock says.'), envoy: serviceSettings },
};

export const dataplaneOptions: OptionSchema = {
  type: 'object',
  properties: {
    envoy: proxySettings('this proxy; each overrides that of its mesh'),
    kubernetes: { type: 'boolean', description: 'Whether it stands among the Kubernetes manifests, too.' },
  },
};

export const generatorOptions: OptionSchema = {
  type: 'object',
  properties: { dnsZone: text('The DNS zone of its hostnames, where the template does not tell.') },
};

export const proxyOptions: OptionSchema = {
  type: 'object',
  properties: { envoy: proxySettings('this proxy of the zone') },
};

const allowance: OptionSchema = {
  type: 'object',
  required: ['code', 'at', 'reason'],
  properties: {
    code: text('The code of the finding.'),
    at: text('Where: <Kind>/<mesh>/<name>[#field], or HostnameGenerator/<name>[#field].'),
    reason: text('Why it is accepted. It is shown with the finding.'),
  },
};

const mapOf = (additionalProperties: OptionSchema, description: string): OptionSchema => ({
  type: 'object',
  description,
  additionalProperties,
});

export const optionsSchema = {
  type: 'object',
  description: 'Options of meshext for Kuma YAML.',
  properties: {
    kumaVersion: {
      type: 'string',
      enum: ['2.8', '2.14'],
      description: 'The release of Kuma whose rules hold, in quotes. Default: "2.8".',
    },
    zone: text('The zone that the resources belong to. Default: default.'),
    zones: {
      type: 'array',
      items: text('The name of a zone.'),
      description: 'The zones, where there are several; the label kuma.io/zone of a resource tells in which it is.',
    },
    systemNamespace: text("The namespace of Kuma's control plane. Default: kuma-system."),
    meshes: mapOf(mesh, 'By name of the mesh.'),
    services: mapOf(serviceOptions, 'By <mesh>/<name>.'),
    dataplanes: mapOf(dataplaneOptions, 'By <mesh>/<name>.'),
    hostnameGenerators: mapOf(generatorOptions, 'By name of the generator.'),
    zoneEgresses: mapOf(proxyOptions, 'By name of the ZoneEgress.'),
    lockFile: text('The file that records VIPs, seen from this file. Default: meshext.lock.yaml beside it.'),
    allow: { type: 'array', items: allowance, description: 'Findings that are accepted, each with its reason.' },
  },
} as const satisfies OptionSchema;

const { kumaVersion, zone, systemNamespace } = optionsSchema.properties;

/** What a program says of a mesh: there each mesh has a zone and a release of its own. */
export const meshOptions: OptionSchema = {
  type: 'object',
  properties: { kumaVersion, zone, systemNamespace, ...mesh.properties },
};

/** What a program says of a sidecar, which no file declares. */
export const sidecarOptions: OptionSchema = {
  type: 'object',
  properties: {
    envoy: proxySettings('its proxy; each overrides that of the mesh'),
    selector: {
      type: 'object',
      properties: { matchLabels: { type: 'object', additionalProperties: { type: 'string' } } },
    },
  },
};
