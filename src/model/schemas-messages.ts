import { type Schema, port, string, stringMap } from './schemas';

/** What our definitions say of messages, which have no schema in Kuma. */

const strings: Schema = { type: 'array', items: string };
const flag: Schema = { type: 'boolean' };
/** Ports whose range Kuma does not check: what a protobuf `uint32` holds. */
const uint32: Schema = { type: 'integer', minimum: 0, maximum: 4294967295 };

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

const certificateAuthority: Schema = {
  type: 'object',
  preserveUnknownFields: true,
  properties: {
    name: string,
    type: string,
    dpCert: {
      type: 'object',
      properties: { rotation: { type: 'object', properties: { expiration: string } }, requestTimeout: string },
    },
    conf: { type: 'object', preserveUnknownFields: true },
    mode: { type: 'string', enum: ['STRICT', 'PERMISSIVE'] },
    rootChain: { type: 'object', properties: { requestTimeout: string } },
  },
};

/** `spec` of crds/kuma.io.yaml; in Kuma's Universal form the document itself. */
export const meshSpec: Schema = {
  type: 'object',
  preserveUnknownFields: true,
  properties: {
    mtls: {
      type: 'object',
      properties: {
        enabledBackend: string,
        backends: { type: 'array', items: certificateAuthority },
        skipValidation: flag,
      },
    },
    networking: {
      type: 'object',
      properties: { outbound: { type: 'object', properties: { passthrough: flag } } },
    },
    routing: {
      type: 'object',
      preserveUnknownFields: true,
      properties: { localityAwareLoadBalancing: flag, zoneEgress: flag },
    },
  },
};

/** `spec` of crds/kuma.io.yaml; in Kuma's Universal form the document itself. */
export const zoneEgressSpec: Schema = {
  type: 'object',
  preserveUnknownFields: true,
  properties: {
    zone: string,
    networking: {
      type: 'object',
      required: ['port'],
      properties: {
        address: string,
        port,
        admin: { type: 'object', properties: { port: uint32 } },
      },
    },
  },
};
