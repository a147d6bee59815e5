import type { Violation } from './schema';
import type { Schema } from './schemas';

const BASE64 = /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What a number or a text has against its schema, besides its type. */
export function scalarProblem(schema: Schema, value: unknown): Violation['problem'] | undefined {
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) return 'minimum';
    return schema.maximum !== undefined && value > schema.maximum ? 'maximum' : undefined;
  }
  if (typeof value !== 'string') return undefined;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return 'enum';
  if (schema.minLength !== undefined && isShorter(value, schema.minLength)) return 'too-short';
  return schema.format === 'byte' && !BASE64.test(value) ? 'base64' : undefined;
}

/** In characters, which are two units at most. */
const isShorter = (text: string, length: number): boolean => text.length < 2 * length && [...text].length < length;
