import { hostAndPort, isIp } from './ip';

/** What an endpoint's address is (kuma-semantics: pkg/core/resources/apis/meshexternalservice, validator.go). */
export type AddressKind = 'ip' | 'dns' | 'unix';

// The name rule that Kuma's validator uses: underscores, upper case and one trailing dot or underscore pass.
const DNS_NAME = /^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}(\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*[._]?$/;
const UNIX_SCHEME = 'unix://';

export function isDnsName(text: string): boolean {
  if (!DNS_NAME.test(text) || isIp(text)) return false;
  return text.length <= 255 || text.replaceAll('.', '').length <= 255; // all of it is ASCII
}

/** The path of a `unix://` address, without the scheme; undefined for any other text. */
export function unixPath(address: string): string | undefined {
  if (!address.startsWith(UNIX_SCHEME)) return undefined;
  const path = address.slice(UNIX_SCHEME.length).split(UNIX_SCHEME)[0];
  return path.includes('\0') ? undefined : path;
}

export function addressKind(address: string): AddressKind | undefined {
  if (isIp(address)) return 'ip';
  if (isDnsName(address)) return 'dns';
  return unixPath(address) === undefined ? undefined : 'unix';
}

/** How settings name an endpoint: `192.0.2.1:443`, `[2001:db8::1]:443`, `api.example.com:443`, `unix:///run/api.sock`. */
export const endpointKey = (address: string, port?: number): string =>
  port === undefined || unixPath(address) !== undefined ? address : hostAndPort(address, port);
