import { type InboundSpec, type NetworkingSpec, type OutboundSpec, type Say, inboundAddresses } from './dataplane';
import { entry } from './field-path';
import { isIp } from './ip';

/** The rules for one inbound and one outbound of a Dataplane (Kuma 2.8's mesh/dataplane_validator.go and mesh/validators.go). */

const SERVICE_TAG = 'kuma.io/service';
const PROTOCOL_TAG = 'kuma.io/protocol';
const PROTOCOLS = ['grpc', 'http', 'http2', 'kafka', 'tcp'];
const TAG_NAME = /^[a-zA-Z0-9.\-_:/]*$/;
const TAG_VALUE = /^[a-zA-Z0-9.\-_:]*$/;
const KINDS = ['MeshExternalService', 'MeshService'];
const BAD_PORT = 'port must be in the range [1, 65535]';

const isPort = (port: number): boolean => port >= 1 && port <= 65535;

export function checkInbound(inbound: InboundSpec, networking: NetworkingSpec, field: string, say: Say): void {
  if (!isPort(inbound.port ?? 0)) say('inbound-port', `${field}.port`, BAD_PORT, inbound.port);
  if (inbound.servicePort && !isPort(inbound.servicePort))
    say('inbound-port', `${field}.servicePort`, BAD_PORT, inbound.servicePort);
  if (inbound.serviceAddress) checkServiceAddress(inbound, networking, field, say);
  if (inbound.address && !isIp(inbound.address)) {
    say('inbound-address', `${field}.address`, 'address has to be valid IP address', inbound.address);
  }
  checkTags(inbound.tags ?? {}, `${field}.tags`, say);
  if (inbound.tags?.[SERVICE_TAG] === undefined) {
    say('inbound-tag', entry(`${field}.tags`, SERVICE_TAG), 'tag has to exist', undefined);
  }
}

function checkServiceAddress(inbound: InboundSpec, networking: NetworkingSpec, field: string, say: Say): void {
  const { address, port, serviceAddress, servicePort } = inboundAddresses(inbound, networking);
  const path = `${field}.serviceAddress`;
  if (!isIp(serviceAddress))
    say('inbound-service-address', path, 'serviceAddress has to be valid IP address', serviceAddress);
  if (servicePort !== port) return;
  if (serviceAddress === networking.address || serviceAddress === address) {
    const message = 'serviceAddress and servicePort has to differ from address and port';
    say('inbound-service-address', path, message, `${serviceAddress}:${servicePort}`);
  }
}

function checkTags(tags: Readonly<Record<string, string>>, field: string, say: Say): void {
  for (const [key, value] of Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = entry(field, key);
    if (key === PROTOCOL_TAG && !PROTOCOLS.includes(value.toLowerCase())) {
      const message = `tag "${PROTOCOL_TAG}" has an invalid value "${value}". Allowed values: ${PROTOCOLS.join(', ')}`;
      say('inbound-tag', path, message, value);
    }
    if (!TAG_NAME.test(key)) {
      say(
        'inbound-tag',
        path,
        'tag name must consist of alphanumeric characters, dots, dashes, slashes and underscores',
        key,
      );
    }
    if (key === '') say('inbound-tag', field, 'tag name must be non-empty', key);
    if (value === '') say('inbound-tag', path, 'tag value must be non-empty', value);
    if (!TAG_VALUE.test(value)) {
      say(
        'inbound-tag',
        path,
        'tag value must consist of alphanumeric characters, dots, dashes and underscores',
        value,
      );
    }
  }
}

export function checkOutbound({ port, address, backendRef, tags = {} }: OutboundSpec, field: string, say: Say): void {
  if (!isPort(port ?? 0)) say('outbound-port', `${field}.port`, BAD_PORT, port);
  if (address && !isIp(address))
    say('outbound-address', `${field}.address`, 'address has to be valid IP address', address);
  if (backendRef === undefined) {
    if (!tags[SERVICE_TAG])
      say('outbound-service-tag', `${field}.tags`, `mandatory tag "${SERVICE_TAG}" is missing`, undefined);
    return;
  }
  const ref = `${field}.backendRef`;
  const { kind = '', name = '' } = backendRef;
  if (!KINDS.includes(kind)) {
    say('backend-ref-kind', `${ref}.kind`, `invalid value. Available values are: ${KINDS.join(',')}`, kind);
  }
  if (name === '') say('backend-ref-name', `${ref}.name`, 'cannot be empty', name);
  if (kind !== 'MeshExternalService' && !isPort(backendRef.port ?? 0)) {
    say('backend-ref-port', `${ref}.port`, BAD_PORT, backendRef.port);
  }
  if (Object.keys(tags).length > 0) {
    say(
      'backend-ref-and-tags',
      ref,
      'both backendRef and tags/service cannot be defined',
      Object.keys(tags).join(', '),
    );
  }
}
