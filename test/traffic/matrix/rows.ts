import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SecureVersion } from 'node:tls';
import { parse } from 'yaml';

/** The matrix as it stands in its files: what is declared, who answers, and what a client has to see. */

export interface Row {
  readonly name: string;
  /** What is tried, in words for the table. */
  readonly option: string;
  /** The spec of the MeshExternalService, with `${...}` for what is made for a run. */
  readonly spec: { readonly match: { readonly port: number; readonly protocol: 'tcp' | 'http' | 'http2' | 'grpc' } };
  /** Settings of the service. */
  readonly envoy?: object;
  readonly tries: readonly Try[];
}

/** One phase: all rows are tried with their first servers, then all with their second. */
export interface Try {
  readonly servers: readonly ServerSpec[];
  /** How many requests, one after the other; 1 unless given. */
  readonly times?: number;
  /** How many at once; 1 unless given. */
  readonly parallel?: number;
  /** HTTP/2 between the client and Envoy. */
  readonly http2?: boolean;
  /** Every request is answered, and the servers saw this. */
  readonly answered?: Expected;
  /** No request is answered, for this reason. */
  readonly refused?: Reason;
  /** Some are answered, and the others refused for this reason. */
  readonly partly?: Reason;
}

export interface Expected {
  readonly host?: string;
  /** Whether the Host is what the client wrote. */
  readonly hostOfClient?: boolean;
  readonly http?: string;
  readonly sni?: string;
  readonly version?: string;
  readonly client?: boolean;
  /** The servers that are reached, all of them; without it any of those of the try. */
  readonly servers?: readonly string[];
}

export interface Reason {
  /** How it ends for the client: `status 503`, `code 14`, `closed`. */
  readonly client: string;
  /** Envoy's response flags. */
  readonly flags?: string;
  /** What Envoy says of the connection that failed; a regular expression. */
  readonly failure?: string;
  /** The server's own error. */
  readonly server?: string;
}

export interface ServerSpec {
  /** `ip:port`, `[ip]:port` or `unix://path`. */
  readonly at: string;
  readonly speaks: 'tcp' | 'http' | 'h2' | 'grpc';
  readonly tls?: TlsSpec;
  /** Milliseconds until it answers. */
  readonly delay?: number;
  /** How many requests it answers with 503 before the first with 200. */
  readonly fails?: number;
}
export interface TlsSpec {
  /** The names in its certificate. */
  readonly names: string[];
  readonly authority?: 'trusted' | 'foreign';
  readonly min?: SecureVersion;
  readonly max?: SecureVersion;
  /** Whose certificate it demands of the client. */
  readonly demands?: 'client' | 'stranger';
  readonly alpn?: string[];
}

export interface Topic {
  /** All modes unless given. */
  readonly modes?: readonly string[];
  /** Addresses by the names that the name server knows. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Settings of the mesh. */
  readonly mesh?: object;
  readonly kumaVersion?: string;
  readonly rows: readonly Row[];
}

export const TOPICS: readonly string[] = readdirSync(__dirname)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort();

export const topic = (name: string): Topic => parse(readFileSync(join(__dirname, `${name}.yaml`), 'utf8')) as Topic;

/** A value with `${...}` replaced in its texts. */
export function filled<T>(value: T, texts: Readonly<Record<string, string>>): T {
  const inText = (text: string): string => text.replace(/\$\{(\w+)\}/g, (all, key: string) => texts[key] ?? all);
  const inValue = (one: unknown): unknown => {
    if (typeof one === 'string') return inText(one);
    if (Array.isArray(one)) return one.map(inValue);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [inText(key), inValue(inner)]));
  };
  return inValue(value) as T;
}
