import type { KumaCode } from '../diagnostics/kuma';
import { goQuote } from './field-path';
import { subdomainErrors } from './kubernetes-names';

/** Which connections a rule of 2.14 is about. */
export interface PermissionMatchSpec {
  readonly spiffeID?: { readonly type?: string; readonly value?: string };
  readonly sni?: { readonly type?: string; readonly value?: string };
}

type Say = (code: KumaCode, field: string, message: string, found: unknown) => void;

/** The rules of Kuma's mesh/validators.go, ValidateMatch, in its order. */
export function checkMatch({ spiffeID, sni }: PermissionMatchSpec, field: string, say: Say): void {
  if (spiffeID !== undefined) {
    const problem = spiffeProblem(spiffeID.value ?? '');
    const message = `must be a valid Spiffe ID: ${problem}`;
    if (problem !== undefined) say('permission-match', `${field}.spiffeID`, message, spiffeID.value);
  }
  if (sni === undefined) return;
  const { type = '', value = '' } = sni;
  if (type === '') say('permission-match', `${field}.sni.type`, 'must be set', type);
  else if (type !== 'Exact') {
    const message = `unrecognized type ${goQuote(type)}, supported values are: Exact`;
    say('permission-match', `${field}.sni.type`, message, type);
  }
  const problems = value === '' ? ['must be set'] : subdomainErrors(value);
  for (const problem of problems) say('permission-match', `${field}.sni.value`, problem, value);
}

const SCHEME = 'spiffe://';
const DOMAIN = /^[a-z0-9._-]*$/;

/** What keeps a text from being a SPIFFE ID (its standard, section 2), in the words of the library that Kuma asks. */
function spiffeProblem(id: string): string | undefined {
  if (id === '') return 'cannot be empty';
  if (!id.startsWith(SCHEME)) return 'scheme is missing or invalid';
  const [domain, ...path] = id.slice(SCHEME.length).split('/');
  if (!DOMAIN.test(domain))
    return 'trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores';
  if (domain === '') return 'trust domain is missing';
  const problems = path.map((segment, i) => segmentProblem(segment, i === path.length - 1));
  return problems.find((one) => one !== undefined);
}

function segmentProblem(segment: string, isLast: boolean): string | undefined {
  if (segment === '') return isLast ? 'path cannot have a trailing slash' : 'path cannot contain empty segments';
  if (segment === '.' || segment === '..') return 'path cannot contain dot segments';
  return /^[a-zA-Z0-9._-]*$/.test(segment)
    ? undefined
    : 'path segment characters are limited to letters, numbers, dots, dashes, and underscores';
}
