import type { z } from 'zod';

/**
 * What the apiserver makes of nulls before it looks at an object: a field that may not be null and is null counts as
 * absent. A null in a list stays, and is refused.
 */
export function withoutNulls(schema: z.ZodType, value: unknown): unknown {
  const { type, shape = {}, element, valueType } = bare(schema)._zod.def as Partial<Definition>;
  if (type === 'array' && element && Array.isArray(value)) return value.map((item) => withoutNulls(element, item));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => ({
    name,
    field: field as unknown,
    of: shape[name] ?? valueType,
  }));
  const kept = fields.filter(({ field, of }) => field !== null || !of || of.isNullable());
  return Object.fromEntries(kept.map(({ name, field, of }) => [name, of ? withoutNulls(of, field) : field]));
}

interface Definition {
  type: string;
  /** Of an object. */
  shape: Record<string, z.ZodType>;
  /** Of a list. */
  element: z.ZodType;
  /** Of a map. */
  valueType: z.ZodType;
  /** Of what wraps another: optional, nullable, with a default. */
  innerType: z.ZodType;
}

function bare(schema: z.ZodType): z.ZodType {
  const { innerType } = schema._zod.def as Partial<Definition>;
  return innerType ? bare(innerType) : schema;
}
