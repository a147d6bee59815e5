import type { KumaCode } from '../diagnostics/kuma';
import type { Say } from './dataplane';
import { entry, goQuote } from './field-path';
import type { KumaVersion } from './model';

/** The rules for tags (Kuma's mesh/validators.go, ValidateTags) and for protocols. */

export type Tags = Readonly<Record<string, string>>;

export const SERVICE_TAG = 'kuma.io/service';
const PROTOCOL_TAG = 'kuma.io/protocol';
const ALLOWED_PROTOCOLS = 'Allowed values: grpc, http, http2, kafka, tcp';
/** What Kuma reads is more than what it tells. */
const PROTOCOLS: Readonly<Record<KumaVersion, readonly string[]>> = {
  '2.8': ['grpc', 'http', 'http2', 'kafka', 'tcp', 'tls'],
  '2.14': ['grpc', 'http', 'http2', 'kafka', 'mysql', 'tcp', 'tls'],
};
const TAG_NAME = /^[a-zA-Z0-9.\-_:/]*$/;
const TAG_VALUE = /^[a-zA-Z0-9.\-_:]*$/;

const isProtocol = (text: string, release: KumaVersion): boolean => PROTOCOLS[release].includes(text.toLowerCase());

const hasTag = (tags: Tags, key: string): boolean => Object.hasOwn(tags, key);

/** Byte by byte, as Go sorts. */
const sorted = (tags: Tags): [string, string][] =>
  Object.entries(tags).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

interface Values {
  readonly pattern: RegExp;
  readonly message: string;
}
const VALUES: Values = {
  pattern: TAG_VALUE,
  message: 'tag value must consist of alphanumeric characters, dots, dashes and underscores',
};
/** Tags that are looked for, where `*` stands for any value. */
const SOUGHT: Values = {
  pattern: /^([a-zA-Z0-9.\-_:/]*|\*)$/,
  message: 'tag value must consist of alphanumeric characters, dots, dashes, slashes and underscores or be "*"',
};

export const checkTags = (tags: Tags, field: string, code: KumaCode, say: Say): void =>
  checkPairs(tags, field, code, say, VALUES);
export const checkSelector = (tags: Tags, field: string, code: KumaCode, say: Say): void =>
  checkPairs(tags, field, code, say, SOUGHT);

function checkPairs(tags: Tags, field: string, code: KumaCode, say: Say, { pattern, message }: Values): void {
  for (const [key, value] of sorted(tags)) {
    const path = entry(field, key);
    if (key === '') say(code, field, 'tag name must be non-empty', key);
    if (!TAG_NAME.test(key)) {
      const allowed = 'alphanumeric characters, dots, dashes, slashes and underscores';
      say(code, path, `tag name must consist of ${allowed}`, key);
    }
    if (value === '') say(code, path, 'tag value must be non-empty', value);
    if (!pattern.test(value)) say(code, path, message, value);
  }
}

function requireService(tags: Tags, field: string, code: KumaCode, say: Say): void {
  if (!hasTag(tags, SERVICE_TAG)) say(code, field, `mandatory tag "${SERVICE_TAG}" is missing`, undefined);
}

export function checkInboundTags(tags: Tags, field: string, release: KumaVersion, say: Say): void {
  if (hasTag(tags, PROTOCOL_TAG) && !isProtocol(tags[PROTOCOL_TAG], release)) {
    const value = tags[PROTOCOL_TAG];
    const message = `tag "${PROTOCOL_TAG}" has an invalid value ${goQuote(value)}. ${ALLOWED_PROTOCOLS}`;
    say('inbound-tag', entry(field, PROTOCOL_TAG), message, value);
  }
  checkTags(tags, field, 'inbound-tag', say);
}

/** Since 2.14 a protocol may stand beside the tags. */
export function checkInboundProtocol(protocol: string, field: string, release: KumaVersion, say: Say): void {
  if (release === '2.8' || protocol === '' || isProtocol(protocol, release)) return;
  say('inbound-protocol', field, `has an invalid value ${goQuote(protocol)}. ${ALLOWED_PROTOCOLS}`, protocol);
}

/** Kuma misses the service of an inbound after everything else; since 2.14 only where there are tags at all. */
export function checkInboundService(tags: Tags, field: string, release: KumaVersion, say: Say): void {
  if (hasTag(tags, SERVICE_TAG) || (release !== '2.8' && Object.keys(tags).length === 0)) return;
  say('inbound-tag', entry(field, SERVICE_TAG), 'tag has to exist', undefined);
}

export function checkOutboundTags(tags: Tags, field: string, say: Say): void {
  checkTags(tags, field, 'outbound-tag', say);
  requireService(tags, field, 'outbound-service-tag', say);
}

export function checkGatewayTags(tags: Tags, field: string, release: KumaVersion, say: Say): void {
  if (hasTag(tags, PROTOCOL_TAG)) {
    const value = tags[PROTOCOL_TAG];
    const isTcp = release === '2.8' ? value === 'tcp' : value.toLowerCase() === 'tcp';
    const shown = release === '2.8' ? `"${value}"` : goQuote(value);
    const message = `other values than tcp are not allowed, provided value ${shown}`;
    if (!isTcp) say('gateway-tag', entry(field, PROTOCOL_TAG), message, value);
  }
  checkTags(tags, field, 'gateway-tag', say);
  if (release === '2.8' || Object.keys(tags).length > 0) requireService(tags, field, 'gateway-tag', say);
}
