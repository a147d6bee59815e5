import { Failure } from './failure';
import { parse } from './parse';
import { findReads } from './reads';
import { render } from './render';
import type { Node } from './tree';
import { type Bytes, decode, encode } from './utf8';
import { FIELD_NAMES } from './value';

/** What Kuma gives to the template of a HostnameGenerator, for one service. */
export interface TemplateData {
  readonly name: string;
  readonly displayName: string;
  readonly namespace: string;
  readonly mesh: string;
  readonly zone: string;
  /** The value of a label, which may be empty; `undefined` when the service has no such label. */
  readonly label: (key: string) => string | undefined;
}

/** A template that is ready to be rendered. Only the functions of this module look inside. */
export interface Template {
  readonly source: Bytes;
  readonly nodes: readonly Node[];
}

/** `invalid` carries Go's own text, from `template: :1: ...` on; `unsupported` says which construct we do not know. */
export type Parsed =
  | { readonly kind: 'ok'; readonly template: Template }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'unsupported'; readonly message: string };

/** `error` carries Go's own text, from `template: :1:3: ...` on. */
export type Rendered =
  { readonly kind: 'ok'; readonly text: string } | { readonly kind: 'error'; readonly message: string };

/** Reads a Go text/template, or the part of that language that hostnames need. */
export function parseTemplate(text: string): Parsed {
  const source = encode(text);
  try {
    return { kind: 'ok', template: { source, nodes: parse(source) } };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { kind: failure.kind === 'unsupported' ? 'unsupported' : 'invalid', message: decode(failure.message) };
  }
}

/** The text that Go makes of the template. */
export function renderTemplate(template: Template, data: TemplateData): Rendered {
  const values = [data.name, data.displayName, data.namespace, data.mesh, data.zone];
  const fields = new Map<string, Bytes>();
  FIELD_NAMES.forEach((name, i) => fields.set(name, encode(values[i] ?? '')));
  const label = (key: Bytes): Bytes | undefined => {
    const value = data.label(decode(key));
    return value === undefined ? undefined : encode(value);
  };
  try {
    return { kind: 'ok', text: decode(render(template.source, template.nodes, { kind: 'fields', fields }, label)) };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { kind: 'error', message: decode(failure.message) };
  }
}

/** The literal text behind the last action ('' when the template ends in an action; the whole text when it has none). */
export function literalSuffix(template: Template): string {
  let suffix = '';
  for (const node of template.nodes) suffix = node.kind === 'text' ? suffix + node.text : '';
  return decode(suffix);
}

/** The fields and label keys that the template may read, e.g. `.Namespace` or `label "team"`; `label` when it is computed. */
export function reads(template: Template): readonly string[] {
  return findReads(template.nodes).map(decode);
}
