import type { KumaVersion } from './model';

/** What a field of a message holds. */
export type MessageType =
  | 'string'
  | 'uint32'
  | 'bool'
  | 'duration'
  | { readonly enum: string; readonly values: readonly string[] }
  | { readonly message: Message }
  /** Any object. */
  | 'struct';

export interface MessageField {
  readonly type: MessageType;
  readonly many?: 'list' | 'map';
  /** The name in the .proto file, which JSON may use as well. */
  readonly proto?: string;
  /** The one release that has it. */
  readonly release?: KumaVersion;
}

/** A protobuf message by the JSON names of its fields, in the order of the .proto file. */
export type Message = Readonly<Record<string, MessageField>>;

/** The words that messages are told in. */
export const string: MessageField = { type: 'string' };
export const strings: MessageField = { type: 'string', many: 'list' };
export const stringMap: MessageField = { type: 'string', many: 'map' };
export const uint32: MessageField = { type: 'uint32' };
export const bool: MessageField = { type: 'bool' };
export const duration: MessageField = { type: 'duration' };
export const one = (message: Message): MessageField => ({ type: { message } });
export const list = (message: Message): MessageField => ({ type: { message }, many: 'list' });
export const choice = (name: string, ...values: readonly string[]): MessageField => ({
  type: { enum: `kuma.mesh.v1alpha1.${name}`, values },
});
export const named = (proto: string, field: MessageField): MessageField => ({ ...field, proto });
export const only = (release: KumaVersion, field: MessageField): MessageField => ({ ...field, release });
