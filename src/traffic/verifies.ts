import type { NameMatch } from '../ir/ir';
import { isIp } from '../model/ip';
import type { TlsToDestination } from './answer';

/** Whether both the authority and the names of a certificate are verified. */
export const isVerified = ({ verifiesAuthority, names }: TlsToDestination): boolean =>
  verifiesAuthority && names.length > 0;

/** Whether a certificate is taken for the sake of this name in it: a DNS name, an IP address, or a URI. */
export const accepts = ({ verifiesAuthority, names }: TlsToDestination, name: string): boolean =>
  !verifiesAuthority || names.length === 0 || names.some((match) => isMatched(match, name));

function isMatched({ kind, value, types }: NameMatch, name: string): boolean {
  const type = isIp(name) ? 'ip' : /^[a-z][a-z0-9+.-]*:\/\//i.test(name) ? 'uri' : 'dns';
  if (!types.includes(type)) return false;
  if (kind === 'prefix') return name.startsWith(value);
  return type === 'dns' ? isDnsMatch(value, name) : name === value;
}

/** A certificate may stand for all names of one label more (RFC 6125, 6.4.3), and letter case does not matter. */
function isDnsMatch(value: string, name: string): boolean {
  const [asked, carried] = [value.toLowerCase(), name.toLowerCase()];
  return asked === carried || (carried.startsWith('*.') && asked.slice(asked.indexOf('.')) === carried.slice(1));
}
