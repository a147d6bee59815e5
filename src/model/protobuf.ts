import type { Message, MessageField, MessageType } from './message';
import { entry, item, member } from './field-path';
import {
  type Decoded,
  cannotUnmarshal,
  decodeBool,
  decodeDuration,
  decodeEnum,
  decodeString,
  decodeUint32,
} from './json-decode';
import type { KumaVersion } from './model';
import { ordered, sortedEntries } from './ordered';
import { typeOf } from './schema';

/** What Kuma's decoder says first of a value that is no message of its kind, and where. */
export interface DecodeProblem {
  readonly field: string;
  readonly found: unknown;
  readonly text: string;
}

export interface DecodedMessage {
  /** By JSON names, without nulls, numbers out of their quotes; a field that cannot be read is left out. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly problems: readonly DecodeProblem[];
}

const OBJECT = 'map[string]json.RawMessage';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeOf(value) === 'object';

/** Reads JSON as the message, as jsonpb does with unknown fields allowed; those are kept. */
export function decodeMessage(message: Message, value: unknown, field: string, release: KumaVersion): DecodedMessage {
  if (value === null || value === undefined) return { value: {}, problems: [] };
  if (!isObject(value)) {
    return { value: {}, problems: [{ field, found: value, text: cannotUnmarshal(value, OBJECT) }] };
  }
  const rest = new Map(sortedEntries(value));
  const kept: [string, unknown][] = [];
  const problems: DecodeProblem[] = [];
  for (const [name, part] of Object.entries(message)) {
    if (part.release !== undefined && part.release !== release) continue;
    const raw = rest.get(name) ?? rest.get(part.proto ?? name);
    rest.delete(name);
    rest.delete(part.proto ?? name);
    if (raw === undefined || raw === null) continue;
    const [decoded, found] = decodeField(part, raw, member(field, name), release);
    problems.push(...found);
    if (decoded !== undefined) kept.push([name, decoded]);
  }
  const unknown = [...rest].map(([name, raw]) => [name, ordered(raw)] as const);
  return { value: Object.fromEntries([...kept, ...unknown]), problems };
}

type Part = readonly [value: unknown, problems: readonly DecodeProblem[]];

function decodeField({ type, many }: MessageField, raw: unknown, field: string, release: KumaVersion): Part {
  const refuse = (goType: string): Part => [undefined, [{ field, found: raw, text: cannotUnmarshal(raw, goType) }]];
  if (many === 'list') {
    if (!Array.isArray(raw)) return refuse('[]json.RawMessage');
    const parts = raw.map((one, i) => decodeOne(type, one, item(field, i), release));
    return [parts.map(([value]) => value ?? {}), parts.flatMap(([, found]) => found)];
  }
  if (many === 'map') {
    if (!isObject(raw)) return refuse(OBJECT);
    // Sorted, so that the output does not depend on how a document orders its keys.
    const parts = sortedEntries(raw).map(
      ([key, one]) => [key, decodeOne(type, one, entry(field, key), release)] as const,
    );
    return [
      Object.fromEntries(parts.map(([key, [value]]) => [key, value ?? ''])),
      parts.flatMap(([, [, found]]) => found),
    ];
  }
  return decodeOne(type, raw, field, release);
}

function decodeOne(type: MessageType, raw: unknown, field: string, release: KumaVersion): Part {
  if (typeof type === 'object' && 'message' in type) {
    const { value, problems } = decodeMessage(type.message, raw, field, release);
    return [value, problems];
  }
  if (raw === null) return [undefined, []];
  const decoded = decodeScalar(type, raw);
  return 'text' in decoded ? [undefined, [{ field, found: raw, text: decoded.text }]] : [decoded.value, []];
}

function decodeScalar(type: Exclude<MessageType, { message: Message }>, raw: unknown): Decoded {
  switch (type) {
    case 'string':
      return decodeString(raw);
    case 'uint32':
      return decodeUint32(raw);
    case 'bool':
      return decodeBool(raw);
    case 'duration':
      return decodeDuration(raw);
    case 'struct':
      return isObject(raw) ? { value: ordered(raw) } : { text: `bad StructValue: ${cannotUnmarshal(raw, OBJECT)}` };
    default:
      return decodeEnum(raw, type.enum, type.values);
  }
}
