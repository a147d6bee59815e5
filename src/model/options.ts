import { type Document, LineCounter, type Node, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { yamlInvalid } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import type { DeliverySettings } from './delivery';
import { entry, item, member } from './field-path';
import type { Allowance } from '../diagnostics/allow';
import type { Compatibility, KumaVersion } from './model';
import { optionFinding, withoutHoles } from './option-findings';
import { type OptionSchema, optionsSchema } from './options-schema';
import { conform } from './schema';
import type { ProxySettings, ServiceSettings } from './settings';

/** The text of `meshext.yaml`, as options. */

type Named<T> = Readonly<Record<string, T>>;

export interface Options {
  readonly kumaVersion?: KumaVersion;
  readonly zone?: string;
  readonly zones?: readonly string[];
  readonly systemNamespace?: string;
  readonly meshes?: Named<{
    readonly vips?: { readonly cidr?: string; readonly cidrV6?: string };
    readonly compatibility?: Compatibility;
    readonly envoy?: ProxySettings;
    readonly delivery?: readonly DeliverySettings[];
  }>;
  readonly services?: Named<{ readonly vip?: string; readonly envoy?: ServiceSettings }>;
  readonly dataplanes?: Named<{ readonly envoy?: ProxySettings; readonly kubernetes?: boolean }>;
  readonly hostnameGenerators?: Named<{ readonly dnsZone?: string }>;
  readonly zoneEgresses?: Named<{ readonly envoy?: ProxySettings }>;
  readonly lockFile?: string;
  readonly allow?: readonly Pick<Allowance, 'code' | 'at' | 'reason'>[];
}

export interface ReadOptions {
  /** What is right of them. */
  readonly options: Options;
  readonly diagnostics: readonly Diagnostic[];
  /** Where an option stands; the nearest thing around it, when it stands nowhere. */
  readonly placeOf: (field: string) => Place;
}

/** Reads a file of options: all findings at once, each where it stands. */
export function readOptions(file: string, text: string): ReadOptions {
  const lineCounter = new LineCounter();
  // Without a level warnings go to the console; to find keys that repeat the library would compare each with all; and a tag
  // would make bytes, dates or sets, which are no options.
  const settings = {
    lineCounter,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
    resolveKnownTags: false,
  } as const;
  const document = parseDocument(text, settings);
  const position = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { source: { file, document: 1, line, column: col } };
  };
  const broken = [
    ...document.errors.map((error) => yamlInvalid(position(error.pos[0]), wordsOf(error))),
    ...repeatedKeys(document.contents).map((offset) => yamlInvalid(position(offset), 'Map keys must be unique')),
  ];
  const value = document.errors.length === 0 ? toJs(document) : undefined;
  if (value instanceof Error) broken.push(yamlInvalid(position(0), wordsOf(value)));
  const offsets = new Map<string, number>([['', document.contents?.range[0] ?? 0]]);
  if (document.contents !== null) locate(optionsSchema, document.contents, '', offsets);
  const placeOf = (field: string): Place => ({ ...position(offsetOf(offsets, field)), field });
  if (value === undefined || value === null || value instanceof Error)
    return { options: {}, diagnostics: broken, placeOf };
  const conformed = conform(optionsSchema, value, '');
  const found = conformed.violations.map((one) => optionFinding(one, placeOf(one.field)));
  return { options: complete(conformed.value ?? {}), diagnostics: [...broken, ...found], placeOf };
}

/** Aliases that explode show only now. */
/** The library speaks to programmers here. */
function wordsOf(error: Error & { readonly code?: string }): string {
  if (error.code === 'MULTIPLE_DOCS') return 'a file of options has one document, and another begins here';
  return error.code === 'RESOURCE_EXHAUSTION' ? 'it is nested too deeply' : error.message;
}

function toJs(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Where keys stand that stand before in the same map. */
function repeatedKeys(node: Node | null): number[] {
  if (isSeq<Node>(node)) return node.items.flatMap(repeatedKeys);
  if (!isMap<Node, Node | null>(node)) return [];
  const seen = new Set<unknown>();
  return node.items.flatMap(({ key, value }) => {
    const isRepeated = isScalar(key) && seen.size === seen.add(key.value).size;
    return [...(isRepeated ? [key.range?.[0] ?? 0] : []), ...repeatedKeys(key), ...repeatedKeys(value)];
  });
}

/** Where each field stands, by its path: an option without a value at its key. */
function locate(schema: OptionSchema, node: Node, field: string, offsets: Map<string, number>): void {
  if (isSeq<Node>(node)) {
    node.items.forEach((one, i) => {
      offsets.set(item(field, i), one.range?.[0] ?? 0);
      locate(schema.items ?? {}, one, item(field, i), offsets);
    });
  }
  if (!isMap<Node, Node | null>(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const path = schema.additionalProperties === undefined ? member(field, name) : entry(field, name);
    offsets.set(path, key.range?.[0] ?? 0);
    const inner = schema.additionalProperties ?? schema.properties?.[name] ?? {};
    if (value !== null) locate(inner, value, path, offsets);
  }
}

/** What stands around a field that does not: an option that is missing. */
function offsetOf(offsets: ReadonlyMap<string, number>, field: string): number {
  const around = field.replace(/(^|\.)[^.[\]]+$|\[\d+\]$|\["(?:[^"\\]|\\.)*"\]$/, '');
  return offsets.get(field) ?? (around === field ? 0 : offsetOf(offsets, around));
}

/** What did not fit has left holes. */
function complete(options: Options): Options {
  const isWhole = ({ code, at, reason }: Partial<Allowance>): boolean =>
    code !== undefined && at !== undefined && reason !== undefined;
  const filled = withoutHoles(options) as Options;
  return {
    ...filled,
    ...(filled.allow === undefined ? {} : { allow: filled.allow.filter(isWhole) }),
  };
}
