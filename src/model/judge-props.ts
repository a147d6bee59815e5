import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { optionFinding, withoutHoles } from './option-findings';
import type { OptionSchema } from './options-schema';
import { type Violation, conform } from './schema';

/** Props that `meshext.yaml` has as options, too. */
export interface JudgedProps<Options> {
  /** What is right of them. */
  readonly options: Partial<Options>;
  readonly findings: readonly Diagnostic[];
}

/**
 * Judges props by the schema of the options: types of TypeScript know no bounds, and what comes from an environment variable
 * has whatever type it was cast to.
 */
export function judgeProps<Options extends object>(
  schema: OptionSchema,
  props: { readonly [Key in keyof Options]: unknown },
  place: Place,
): JudgedProps<Options> {
  if (Object.values(props).every((one) => one === undefined)) return NONE;
  const { value, violations } = conform(schema, props, '');
  return {
    options: withoutHoles(value) as Partial<Options>,
    findings: violations
      .filter((one) => !isLetBe(one))
      .map((one) => optionFinding(one, { ...place, field: one.field })),
  };
}

/** Shared by all that have none, which are most. */
const NONE = { options: {}, findings: [] };

/** TypeScript lets an object have more keys than are asked for; those of a choice say what it is. */
const isLetBe = ({ problem, schema }: Violation): boolean => problem === 'unknown' && schema.oneKey !== true;
