import type { Diagnostic } from '../diagnostics/diagnostic';
import { kuma, type KumaCode } from '../diagnostics/kuma';
import { isDnsName } from './address';
import { item, member } from './field-path';
import { type Cidr, isIp, parseCidr } from './ip';
import { type Form, type KumaVersion, type Resource, at } from './model';
import { type TargetRefSpec, checkTargetRef } from './target-ref';

/** MeshPassthrough, as Kuma's api/v1alpha1/meshpassthrough.go has it; its rules are in docs/mesh-passthrough.md. */
export interface MeshPassthroughSpec {
  /** Since 2.14 it may be left out, which means the whole mesh. */
  readonly targetRef?: TargetRefSpec;
  readonly default?: {
    readonly passthroughMode?: string;
    readonly appendMatch?: readonly PassthroughMatchSpec[];
  };
}
export interface PassthroughMatchSpec {
  readonly type?: string;
  readonly value?: string;
  readonly port?: number;
  readonly protocol?: string;
}

const PROTOCOLS: Readonly<Record<KumaVersion, readonly string[]>> = {
  '2.8': ['tcp', 'tls', 'grpc', 'http', 'http2'],
  '2.14': ['tcp', 'tls', 'grpc', 'http', 'http2', 'mysql'],
};
/** Kuma writes them in this order. */
const ALONE_ON_A_PORT = ['grpc', 'http', 'http2'];
const PARTIAL_WILDCARD = /^\*[^.]/;

type Say = (code: KumaCode, leaf: string, message: string, found: unknown) => void;
/** A match as Kuma sees it, with what is filled in. */
interface Filled {
  readonly type: string;
  readonly value: string;
  readonly port?: number;
  readonly protocol: string;
}

/** The rules of Kuma's api/v1alpha1/validator.go, in its order. */
export function checkMeshPassthrough(policy: Resource<MeshPassthroughSpec>, release: KumaVersion): Diagnostic[] {
  const { spec, form, violations } = policy;
  const found: Diagnostic[] = [];
  if (spec.targetRef !== undefined || release === '2.8') {
    checkTarget(spec.targetRef ?? {}, release, (code, field, message, value) =>
      found.push(kuma(code, at(policy, member('spec.targetRef', field)), message, value)),
    );
  }
  const emptied = new Set(
    violations
      .filter((one) => one.problem === 'enum' && (one.release ?? release) === release)
      .map(({ field }) => field),
  );
  const matches = spec.default?.appendMatch ?? [];
  const ports = portRules();
  matches.forEach((match, i) => {
    const field = item('spec.default.appendMatch', i);
    const say: Say = (code, leaf, message, value) =>
      void found.push(kuma(code, at(policy, member(field, leaf)), message, value));
    const protocol = filledProtocol(match.protocol, form, release, emptied.has(member(field, 'protocol')));
    const filled: Filled = { type: '', value: '', ...match, protocol };
    if (release !== '2.8' && protocol === 'mysql' && match.port === undefined)
      say('passthrough-port', 'port', 'port must be defined for Mysql protocol', match.port);
    ports(filled, say);
    if (!PROTOCOLS[release].includes(protocol)) {
      const allowed = PROTOCOLS[release].map((one) => JSON.stringify(one)).join(', ');
      say('passthrough-protocol', 'protocol', `"protocol" must be one of [${allowed}]`, match.protocol);
    }
    checkValue(filled, release, say);
  });
  return found;
}

const KINDS: Readonly<Record<KumaVersion, readonly string[]>> = {
  '2.8': ['Mesh', 'MeshSubset'],
  '2.14': ['Mesh', 'MeshSubset', 'Dataplane'],
};

function checkTarget(ref: TargetRefSpec, release: KumaVersion, say: Say): void {
  checkTargetRef(ref, { kinds: KINDS[release], isInbound: false }, release, say);
  const { proxyTypes = [] } = ref;
  if (release !== '2.8' || proxyTypes.length === 1 || proxyTypes.includes('Sidecar')) return;
  const message = 'proxyTypes needs to be set, currently only Sidecar is supported';
  say('proxy-types', 'proxyTypes', message, ref.proxyTypes);
}

/** Kuma 2.8 fills in no defaults in Universal. What a webhook has written, an empty text, is no default either. */
const filledProtocol = (given: string | undefined, form: Form, release: KumaVersion, emptied: boolean): string =>
  given ?? ((form === 'kubernetes' || release !== '2.8') && !emptied ? 'tcp' : '');

/** What a port may carry beside what the matches before have said of it. */
function portRules(): (match: Filled, say: Say) => void {
  const protocols = new Map<number, string>();
  const values = new Set<string>();
  return ({ port, protocol, value }, say) => {
    if (port === undefined) return;
    if (port === 0 || port > 65535) say('passthrough-port', 'port', 'port must be a valid (1-65535)', port);
    const before = protocols.get(port);
    if (before !== undefined && before !== protocol && ALONE_ON_A_PORT.includes(protocol)) {
      const rule = 'using the same port in multiple matches requires the same protocol for the following protocols';
      say('passthrough-port', 'port', `${rule}: [${ALONE_ON_A_PORT.join(' ')}]`, port);
    } else {
      protocols.set(port, protocol);
    }
    const key = JSON.stringify([port, protocol, value]);
    if (values.has(key))
      say('passthrough-value', 'value', `value ${value} is already defiend for this port and protocol`, value);
    values.add(key);
  };
}

/** Go takes zeros before the length. */
export const passthroughRange = (value: string): Cidr | undefined => parseCidr(value.replace(/\/0+(?=\d)/, '/'));

function checkValue(match: Filled, release: KumaVersion, say: Say): void {
  const { type, value } = match;
  switch (type) {
    case 'CIDR':
      if (passthroughRange(value) === undefined)
        say('passthrough-value', 'value', 'provided CIDR has incorrect value', value);
      return;
    case 'IP':
      if (!isIp(value)) say('passthrough-value', 'value', 'provided IP has incorrect value', value);
      return;
    case 'Domain':
      checkDomain(match, release, say);
      return;
    default: {
      const message = `provided type ${type} is not supported, one of Domain, IP, or CIDR is supported`;
      say('passthrough-type', 'type', message, type);
    }
  }
}

function checkDomain({ value, port, protocol }: Filled, release: KumaVersion, say: Say): void {
  const isWithoutNames = protocol === 'tcp' || (protocol === 'mysql' && release !== '2.8');
  if (isWithoutNames)
    say('passthrough-protocol', 'protocol', `protocol ${protocol} is not supported for a domain`, protocol);
  if (PARTIAL_WILDCARD.test(value)) {
    const message = 'provided DNS has incorrect value, partial wildcard is currently not supported';
    say('passthrough-value', 'value', message, value);
  }
  const isWildcard = value.startsWith('*');
  if (release !== '2.8' && port === undefined && isWildcard && ALONE_ON_A_PORT.includes(protocol)) {
    const message = "wildcard domains doesn't work for all ports and layer 7 protocol";
    say('passthrough-port', 'port', message, port);
  }
  // 2.8 does not look behind a wildcard.
  const name = release !== '2.8' && value.startsWith('*.') ? value.slice(2) : value;
  if (!name.startsWith('*') && !isDnsName(name))
    say('passthrough-value', 'value', 'provided DNS has incorrect value', value);
}
