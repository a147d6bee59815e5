import type { OptionSchema } from '../src/model/options-schema';

/** `optionsSchema` as JSON Schema, for editors: it accepts what the validator accepts. */
export const jsonSchema = (schema: OptionSchema): object => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'meshext.yaml',
  ...part(schema, true),
});

/** A key without a value counts as absent where it may be absent. */
function part(schema: OptionSchema, nullable: boolean): object {
  const {
    type,
    description,
    required,
    properties,
    additionalProperties,
    items,
    minLength,
    minItems,
    minimum,
    maximum,
  } = schema;
  const { enum: values, oneKey } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    type: nullable ? [type, 'null'] : type,
    ...(values === undefined ? {} : { enum: nullable ? [...values, null] : values }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(minItems === undefined ? {} : { minItems }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(required === undefined ? {} : { required }),
    ...(properties === undefined
      ? {}
      : { properties: parts(properties, required, oneKey), additionalProperties: false }),
    ...(oneKey === undefined ? {} : { minProperties: 1, maxProperties: 1 }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: part(additionalProperties, false) }),
    ...(items === undefined ? {} : { items: part(items, false) }),
  };
}

const parts = (
  properties: Readonly<Record<string, OptionSchema>>,
  required: readonly string[] = [],
  oneKey = false,
): object =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, part(schema, !oneKey && !required.includes(name))]),
  );
