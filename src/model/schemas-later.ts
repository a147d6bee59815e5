import {
  type Schema,
  hostnameGeneratorSpec,
  meshExternalServiceSpec,
  meshPassthroughSpec,
  meshTrafficPermissionSpec,
} from './schemas';

/** What Kuma 2.14's schemas have otherwise than those of 2.8. */

/** The schema with the part at a path changed; `[]` stands for the items of a list. */
function changed(schema: Schema, path: readonly string[], change: (part: Schema) => Schema): Schema {
  const [name, ...rest] = path;
  if (name === undefined) return change(schema);
  if (name === '[]') return { ...schema, items: changed(schema.items ?? {}, rest, change) };
  const { properties = {} } = schema;
  return { ...schema, properties: { ...properties, [name]: changed(properties[name] ?? {}, rest, change) } };
}

const int32 = (schema: Schema): Schema => ({ ...schema, format: 'int32' });

function meshExternalService(): Schema {
  const port = changed(meshExternalServiceSpec, ['match', 'port'], int32);
  const endpoints = changed(port, ['endpoints', '[]'], (endpoint) => ({
    ...endpoint,
    required: ['address', 'port'],
    properties: {
      ...endpoint.properties,
      port: int32(endpoint.properties?.['port'] ?? {}),
      priority: { type: 'integer', format: 'int32', minimum: 0, maximum: 128 },
    },
  }));
  return changed(endpoints, ['extension'], (extension) => ({ ...extension, required: ['type'] }));
}

function hostnameGenerator(): Schema {
  const selectors = changed(hostnameGeneratorSpec, ['selector'], (selector) => ({
    ...selector,
    properties: { ...selector.properties, meshMultiZoneService: selector.properties?.['meshService'] ?? {} },
  }));
  return {
    ...selectors,
    required: ['template'],
    properties: {
      ...selectors.properties,
      extension: {
        type: 'object',
        required: ['type'],
        properties: { type: { type: 'string' }, config: { preserveUnknownFields: true } },
      },
    },
  };
}

const targetRef = (early: Schema): Schema => ({
  ...early,
  required: ['kind'],
  properties: {
    ...early.properties,
    kind: { type: 'string', enum: TARGET_KINDS },
    proxyTypes: { type: 'array', items: { type: 'string', enum: ['Sidecar', 'Gateway'] } },
  },
});

function meshPassthrough(): Schema {
  const target = changed(meshPassthroughSpec, ['targetRef'], targetRef);
  const mode = changed(target, ['default', 'passthroughMode'], ({ type, enum: values = [] }) => ({
    ...(type === undefined ? {} : { type }),
    enum: values,
  }));
  const matches = changed(mode, ['default', 'appendMatch', '[]'], (match) => ({
    ...match,
    required: ['type', 'value'],
    properties: {
      ...match.properties,
      port: { type: 'integer', format: 'int32' },
      protocol: { type: 'string', enum: ['tcp', 'tls', 'grpc', 'http', 'http2', 'mysql'], default: 'tcp' },
    },
  }));
  return { ...matches, required: [] };
}

function meshTrafficPermission(): Schema {
  const top = changed(meshTrafficPermissionSpec, ['targetRef'], targetRef);
  const { properties, ...rest } = changed(top, ['from', '[]', 'targetRef'], targetRef);
  const rule: Schema = { type: 'object', required: ['default'], properties: { default: PERMISSION_MATCHES } };
  return { ...rest, required: [], properties: { ...properties, rules: { type: 'array', items: rule } } };
}

const match = (types: readonly string[]): Schema => ({
  type: 'object',
  required: ['type', 'value'],
  properties: { type: { type: 'string', enum: types }, value: { type: 'string' } },
});
const matches: Schema = {
  type: 'array',
  items: { type: 'object', properties: { sni: match(['Exact']), spiffeID: match(['Exact', 'Prefix']) } },
};
const PERMISSION_MATCHES: Schema = {
  type: 'object',
  properties: { allow: matches, allowWithShadowDeny: matches, deny: matches },
};

/** In the order of Kuma's schema, which its message lists them in. */
const TARGET_KINDS = [
  'Mesh',
  'MeshSubset',
  'MeshGateway',
  'MeshService',
  'MeshExternalService',
  'MeshMultiZoneService',
  'MeshServiceSubset',
  'MeshHTTPRoute',
  'Dataplane',
];

export const meshPassthroughSpecLater = meshPassthrough();
export const meshTrafficPermissionSpecLater = meshTrafficPermission();
export const meshExternalServiceSpecLater = meshExternalService();
export const hostnameGeneratorSpecLater = hostnameGenerator();
