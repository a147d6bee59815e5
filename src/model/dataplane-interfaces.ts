import { type InboundSpec, type NetworkingSpec, type OutboundSpec, type Say, type ServiceProbeSpec } from './dataplane';
import { checkInboundProtocol, checkInboundService, checkInboundTags, checkOutboundTags } from './dataplane-tags';
import { isIp } from './ip';
import { isZeroDuration } from './json-decode';
import type { KumaVersion } from './model';

/** The rules for one inbound and one outbound of a Dataplane (Kuma's mesh/dataplane_validator.go). */

export const BAD_PORT = 'port must be in the range [1, 65535]';
const BAD_ADDRESS = 'address has to be valid IP address';
const SAME_ADDRESS = 'serviceAddress and servicePort has to differ from address and port';
export const KINDS: Readonly<Record<KumaVersion, readonly string[]>> = {
  '2.8': ['MeshExternalService', 'MeshService'],
  '2.14': ['MeshExternalService', 'MeshMultiZoneService', 'MeshService'],
};

export const isPort = (port = 0): boolean => port >= 1 && port <= 65535;

export const badKind = (release: KumaVersion): string =>
  `invalid value. Available values are: ${KINDS[release].join(',')}`;

export function checkInbound(
  inbound: InboundSpec,
  networking: NetworkingSpec,
  field: string,
  release: KumaVersion,
  say: Say,
): void {
  const { port, servicePort, tags = {}, protocol = '' } = inbound;
  if (!isPort(port)) say('inbound-port', `${field}.port`, BAD_PORT, port);
  if (servicePort && !isPort(servicePort)) say('inbound-port', `${field}.servicePort`, BAD_PORT, servicePort);
  checkInboundAddresses(inbound, networking.address ?? '', field, say);
  checkInboundTags(tags, `${field}.tags`, release, say);
  checkInboundProtocol(protocol, `${field}.protocol`, release, say);
  if (inbound.serviceProbe !== undefined) checkServiceProbe(inbound.serviceProbe, `${field}.serviceProbe`, say);
  checkInboundService(tags, `${field}.tags`, release, say);
}

/** Addresses are compared as they are written. */
function checkInboundAddresses(inbound: InboundSpec, own: string, field: string, say: Say): void {
  const { address = '', serviceAddress = '', servicePort = 0, port = 0 } = inbound;
  const path = `${field}.serviceAddress`;
  const samePort = servicePort === 0 || servicePort === port;
  const found = `${serviceAddress}:${servicePort || port}`;
  if (serviceAddress !== '') {
    if (!isIp(serviceAddress))
      say('inbound-service-address', path, 'serviceAddress has to be valid IP address', serviceAddress);
    if (serviceAddress === own && samePort) say('inbound-service-address', path, SAME_ADDRESS, found);
  }
  if (address === '') return;
  if (!isIp(address)) say('inbound-address', `${field}.address`, BAD_ADDRESS, address);
  if (address === serviceAddress && samePort) say('inbound-service-address', path, SAME_ADDRESS, found);
}

function checkServiceProbe(probe: ServiceProbeSpec, field: string, say: Say): void {
  const { interval, timeout, unhealthyThreshold, healthyThreshold } = probe;
  const positive = (leaf: string, value: unknown, isNothing: boolean): void => {
    if (isNothing) say('service-probe', `${field}.${leaf}`, 'must have a positive value', value);
  };
  if (interval !== undefined) positive('interval', interval, isZeroDuration(interval));
  if (timeout !== undefined) positive('timeout', timeout, isZeroDuration(timeout));
  positive('unhealthyThreshold', unhealthyThreshold, unhealthyThreshold === 0);
  positive('healthyThreshold', healthyThreshold, healthyThreshold === 0);
}

export function checkOutbound(outbound: OutboundSpec, field: string, release: KumaVersion, say: Say): void {
  const { port, address, backendRef, tags = {} } = outbound;
  if (!isPort(port)) say('outbound-port', `${field}.port`, BAD_PORT, port);
  if (address && !isIp(address)) say('outbound-address', `${field}.address`, BAD_ADDRESS, address);
  if (backendRef === undefined) return checkOutboundTags(tags, `${field}.tags`, say);
  const path = `${field}.backendRef`;
  const { kind = '', name = '', labels = {} } = backendRef;
  if (!KINDS[release].includes(kind)) say('backend-ref-kind', `${path}.kind`, badKind(release), kind);
  if (release === '2.8') {
    if (name === '') say('backend-ref-name', `${path}.name`, 'cannot be empty', name);
  } else if (name === '' && Object.keys(labels).length === 0) {
    say('backend-ref-name', path, "either 'name' or 'labels' should be specified", undefined);
  }
  if (kind !== 'MeshExternalService' && !isPort(backendRef.port))
    say('backend-ref-port', `${path}.port`, BAD_PORT, backendRef.port);
  if (Object.keys(tags).length > 0) {
    const message = 'both backendRef and tags/service cannot be defined';
    say('backend-ref-and-tags', path, message, Object.keys(tags).join(', '));
  }
}
