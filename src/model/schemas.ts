/** The part of OpenAPI that the resources' schemas use. */
export interface Schema {
  /** Absent where any value is allowed. */
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  /** Exactly one of the properties has to be there. */
  readonly oneKey?: true;
  readonly format?: string;
  readonly default?: unknown;
  readonly preserveUnknownFields?: true;
}

const string: Schema = { type: 'string' };
const strings: Schema = { type: 'array', items: string };
/** Labels and tags. */
const stringMap: Schema = { type: 'object', additionalProperties: string };
const port: Schema = { type: 'integer', minimum: 1, maximum: 65535 };
/** Ports whose range Kuma does not check: what a protobuf `uint32` holds. */
const uint32: Schema = { type: 'integer', minimum: 0, maximum: 4294967295 };
const flag: Schema = { type: 'boolean', default: false };

const tlsVersion: Schema = {
  type: 'string',
  enum: ['TLSAuto', 'TLS10', 'TLS11', 'TLS12', 'TLS13'],
  default: 'TLSAuto',
};

const dataSource: Schema = {
  type: 'object',
  properties: { secret: string, inline: { type: 'string', format: 'byte' }, inlineString: string },
};

const subjectAltName: Schema = {
  type: 'object',
  required: ['value'],
  properties: { type: { type: 'string', enum: ['Exact', 'Prefix'], default: 'Exact' }, value: string },
};

const verification: Schema = {
  type: 'object',
  properties: {
    // In the order of Kuma's schema, which is the order its message lists them in; the validator has another.
    mode: { type: 'string', enum: ['SkipSAN', 'SkipCA', 'Secured', 'SkipAll'], default: 'Secured' },
    serverName: string,
    subjectAltNames: { type: 'array', items: subjectAltName },
    caCert: dataSource,
    clientCert: dataSource,
    clientKey: dataSource,
  },
};

/** `spec` of crds/kuma.io.yaml. */
export const meshExternalServiceSpec: Schema = {
  type: 'object',
  required: ['match'],
  properties: {
    match: {
      type: 'object',
      required: ['port'],
      properties: {
        type: { type: 'string', enum: ['HostnameGenerator'], default: 'HostnameGenerator' },
        port,
        protocol: { type: 'string', enum: ['tcp', 'grpc', 'http', 'http2'], default: 'tcp' },
      },
    },
    endpoints: {
      type: 'array',
      items: { type: 'object', required: ['address'], properties: { address: { type: 'string', minLength: 1 }, port } },
    },
    extension: {
      type: 'object',
      required: ['config', 'type'],
      properties: { type: string, config: { preserveUnknownFields: true } },
    },
    tls: {
      type: 'object',
      properties: {
        enabled: flag,
        allowRenegotiation: flag,
        version: { type: 'object', properties: { min: tlsVersion, max: tlsVersion } },
        verification,
      },
    },
  },
};

const selector: Schema = { type: 'object', properties: { matchLabels: stringMap } };

/** `spec` of crds/kuma.io.yaml. */
export const hostnameGeneratorSpec: Schema = {
  type: 'object',
  properties: {
    selector: { type: 'object', properties: { meshExternalService: selector, meshService: selector } },
    template: string,
  },
};

/** `spec` of crds/kuma.io.yaml. */
export const meshPassthroughSpec: Schema = {
  type: 'object',
  required: ['targetRef'],
  properties: {
    targetRef: {
      type: 'object',
      properties: {
        kind: {
          type: 'string',
          enum: [
            'Mesh',
            'MeshSubset',
            'MeshGateway',
            'MeshService',
            'MeshExternalService',
            'MeshServiceSubset',
            'MeshHTTPRoute',
          ],
        },
        labels: stringMap,
        mesh: string,
        name: string,
        namespace: string,
        proxyTypes: { type: 'array', minItems: 1, items: { type: 'string', enum: ['Sidecar', 'Gateway'] } },
        sectionName: string,
        tags: stringMap,
      },
    },
    default: {
      type: 'object',
      properties: {
        passthroughMode: { type: 'string', enum: ['All', 'Matched', 'None'], default: 'None' },
        appendMatch: {
          type: 'array',
          items: {
            type: 'object',
            required: ['port'],
            properties: {
              type: { type: 'string', enum: ['Domain', 'IP', 'CIDR'] },
              value: string,
              port: { type: 'integer' },
              protocol: { type: 'string', enum: ['tcp', 'tls', 'grpc', 'http', 'http2'], default: 'tcp' },
            },
          },
        },
      },
    },
  },
};

const inbound: Schema = {
  type: 'object',
  preserveUnknownFields: true,
  // Not `tags`: what Kuma misses is the entry `kuma.io/service`, and it says so itself.
  required: ['port'],
  properties: {
    port,
    servicePort: { type: 'integer', minimum: 0, maximum: 65535 },
    serviceAddress: string,
    address: string,
    tags: stringMap,
  },
};

const outbound: Schema = {
  type: 'object',
  required: ['port'],
  properties: {
    address: string,
    port,
    tags: stringMap,
    backendRef: {
      type: 'object',
      required: ['kind', 'name'],
      properties: {
        kind: { type: 'string', enum: ['MeshExternalService', 'MeshService'] },
        name: string,
        port: uint32,
      },
    },
  },
};

const transparentProxying: Schema = {
  type: 'object',
  properties: {
    redirectPortInbound: uint32,
    redirectPortOutbound: uint32,
    redirectPortInboundV6: uint32,
    ipFamilyMode: { type: 'string', enum: ['UnSpecified', 'DualStack', 'IPv4', 'IPv6'] },
    reachableServices: strings,
    directAccessServices: strings,
  },
};

/** `spec` of crds/kuma.io.yaml; in Kuma's Universal form the document itself. */
export const dataplaneSpec: Schema = {
  type: 'object',
  preserveUnknownFields: true,
  required: ['networking'],
  properties: {
    networking: {
      type: 'object',
      required: ['address'],
      properties: {
        address: string,
        advertisedAddress: string,
        inbound: { type: 'array', items: inbound },
        outbound: { type: 'array', items: outbound },
        admin: { type: 'object', properties: { port: uint32 } },
        transparentProxying,
        gateway: {
          type: 'object',
          required: ['tags'],
          properties: { type: { type: 'string', enum: ['DELEGATED', 'BUILTIN'] }, tags: stringMap },
        },
      },
    },
  },
};
