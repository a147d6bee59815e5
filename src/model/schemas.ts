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

export const string: Schema = { type: 'string' };
/** Labels and tags. */
export const stringMap: Schema = { type: 'object', additionalProperties: string };
export const port: Schema = { type: 'integer', minimum: 1, maximum: 65535 };
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

/** What a policy is for, whatever the policy: its validator takes fewer kinds. */
const targetRef: Schema = {
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
};

/** `spec` of crds/kuma.io.yaml. */
export const meshPassthroughSpec: Schema = {
  type: 'object',
  required: ['targetRef'],
  properties: {
    targetRef,
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

/** `spec` of crds/kuma.io.yaml. */
export const meshTrafficPermissionSpec: Schema = {
  type: 'object',
  required: ['targetRef'],
  properties: {
    targetRef,
    from: {
      type: 'array',
      items: {
        type: 'object',
        required: ['targetRef'],
        properties: {
          targetRef,
          default: {
            type: 'object',
            properties: { action: { type: 'string', enum: ['Allow', 'Deny', 'AllowWithShadowDeny'] } },
          },
        },
      },
    },
  },
};
