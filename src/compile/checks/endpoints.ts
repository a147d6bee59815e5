import { endpointInVipRange, endpointUnusable, endpointsMissing, mixedEndpoints } from '../../diagnostics/catalog';
import type { Diagnostic, Place } from '../../diagnostics/diagnostic';
import { type AddressKind, addressKind, unixPath } from '../../model/address';
import { item } from '../../model/field-path';
import { type Cidr, contains } from '../../model/ip';
import type { MeshExternalServiceSpec } from '../../model/mesh-external-service';
import { type MeshExternalServiceResource, at } from '../../model/model';

type EndpointSpec = NonNullable<MeshExternalServiceSpec['endpoints']>[number];

/** What Kuma lets pass and no traffic passes through. Not for an extension, whose endpoints are its own affair. */
export function checkEndpoints(service: MeshExternalServiceResource, ranges: readonly Cidr[]): Diagnostic[] {
  const { endpoints = [], extension } = service.spec;
  if (extension !== undefined) return [];
  // What Kuma found there in place of a list says it already.
  const isBroken = service.violations.some(({ field }) => field === 'spec' || field === 'spec.endpoints');
  if (endpoints.length === 0) return isBroken ? [] : [endpointsMissing(at(service, 'spec.endpoints'))];
  const found = endpoints.flatMap((one, i) => checkEndpoint(one, () => at(service, item('spec.endpoints', i)), ranges));
  const isRefused = service.settings.mixedEndpoints !== 'weighted';
  const some = (kind: AddressKind): boolean => endpoints.some(({ address = '' }) => addressKind(address) === kind);
  return isRefused && some('unix') && some('dns') ? [...found, mixedEndpoints(at(service, 'spec.endpoints'))] : found;
}

function checkEndpoint(endpoint: EndpointSpec, place: () => Place, ranges: readonly Cidr[]): Diagnostic[] {
  const { address = '', port } = endpoint;
  switch (addressKind(address)) {
    case 'dns':
      return checkName(address, port, place);
    case 'ip':
      return ranges
        .filter((range) => contains(range, address))
        .map((range) => endpointInVipRange({ ...place(), field: `${place().field}.address` }, address, range.text));
    case 'unix':
      return checkSocket(unixPath(address) ?? '', place);
    default:
      return [];
  }
}

const NAME_LIMIT = 253; // RFC 1035, without the final dot; Kuma counts 255 without any dots

/** Kuma's validator has no range for the port of a name; a schema stops it there, and nothing answers on it. */
function checkName(address: string, port: number | undefined, place: () => Place): Diagnostic[] {
  const name = address.replace(/\.$/, '');
  return [
    ...(port !== undefined && (port < 1 || port > 65535) ? [endpointUnusable(place(), `port ${port}`)] : []),
    ...(name.length > NAME_LIMIT ? [endpointUnusable(place(), `a name of ${name.length} characters`)] : []),
  ];
}

const SOCKET_PATH_LIMIT = 107; // Linux's sockaddr_un, less the final NUL; Envoy refuses a longer one

function checkSocket(path: string, place: () => Place): Diagnostic[] {
  const length = Buffer.byteLength(path);
  if (length === 0) return [endpointUnusable(place(), 'an empty socket path')];
  return length > SOCKET_PATH_LIMIT ? [endpointUnusable(place(), `a socket path of ${length} bytes`)] : [];
}
