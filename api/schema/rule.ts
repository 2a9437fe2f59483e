import type { z } from 'zod';

/**
 * One check, written for both doors: `holds` is what zod runs, `cel` what the apiserver runs.
 * `field` is the path below the object that the rule stands on (for the message's place), "" for the object itself.
 */
export interface Rule<T> {
  readonly cel: string;
  readonly message: string;
  readonly field?: string;
  holds(value: T): boolean;
}

/** A check that compares with the stored object: only the apiserver can make it. */
export interface TransitionRule {
  readonly cel: string;
  readonly message: string;
}

/** Where the CRD generator finds the rules of a schema. */
export const VALIDATIONS = 'x-kubernetes-validations';

interface Validation {
  rule: string;
  message: string;
  fieldPath?: string;
}

function validationsOf(schema: z.ZodType): Validation[] {
  return (schema.meta()?.[VALIDATIONS] as Validation[] | undefined) ?? [];
}

/** Adds rules to a schema: zod checks them, and the generated CRD carries them as CEL. */
export function withRules<S extends z.ZodType>(schema: S, rules: readonly Rule<z.output<S>>[]): S {
  const checked = schema.superRefine((value, context) => {
    for (const rule of rules) {
      if (rule.holds(value as z.output<S>)) continue;
      context.addIssue({ code: 'custom', message: rule.message, path: rule.field ? rule.field.split('.') : [] });
    }
  }) as S;
  const validations = rules.map(({ cel, message, field }): Validation => {
    return field ? { rule: cel, message, fieldPath: `.${field}` } : { rule: cel, message };
  });
  return checked.meta({ ...schema.meta(), [VALIDATIONS]: [...validationsOf(schema), ...validations] }) as S;
}

/** Adds transition rules, which zod has no part in. */
export function withTransitions<S extends z.ZodType>(schema: S, transitions: readonly TransitionRule[]): S {
  const added = transitions.map(({ cel, message }) => ({ rule: cel, message }));
  return schema.meta({ ...schema.meta(), [VALIDATIONS]: [...validationsOf(schema), ...added] }) as S;
}

/** A required field that can't change after creation. */
export function immutable<S extends z.ZodType>(schema: S, what: string): S {
  return withTransitions(schema, [{ cel: 'self == oldSelf', message: `${what} can't be changed after creation` }]);
}

/** The transition rule for an optional field that can't change, to stand on the object around it. */
export function immutableOptional(field: string, what: string): TransitionRule {
  return {
    cel: `has(self.${field}) == has(oldSelf.${field}) && (!has(self.${field}) || self.${field} == oldSelf.${field})`,
    message: `${what} can't be changed after creation`,
  };
}
