import type { z } from 'zod';
import { structuralSchema, type StructuralSchema } from '../../../hack/generate/structural-schema.ts';
import { VALIDATIONS } from '../../../api/schema/rule.ts';
import type { Manifest } from './good-input.ts';
import { NEVER_VALID } from './full-input.ts';

export type Path = readonly (string | number)[];

export interface CelRule {
  rule: string;
  message: string;
  fieldPath?: string;
}

/** A field of a kind: what its CRD says of it, and where it stands in the full object. */
export interface Place {
  /** `ComputeNode.spec.sshKeys[].public`. */
  id: string;
  schema: StructuralSchema;
  required: boolean;
  /** Where it is changed: in each item of a list when items have rules among their fields, else in the first. */
  instances: readonly Instance[];
  rules: readonly CelRule[];
  transitions: readonly CelRule[];
}

export interface Instance {
  path: Path;
  value: unknown;
}

/** Every field of a kind. Throws when the full object lacks one: then nothing would try it. */
export function placesOf(kind: { kind: string; schema: z.ZodType }, full: Manifest): Place[] {
  const { properties = {}, required = [] } = structuralSchema(kind.schema);
  return Object.entries(properties).flatMap(([field, schema]) =>
    walk(schema, `${kind.kind}.${field}`, [{ path: [field], value: full[field] }], required.includes(field)),
  );
}

function walk(schema: StructuralSchema, id: string, instances: readonly Instance[], required: boolean): Place[] {
  if (instances.length === 0) throw new Error(`${id}: the full object has no such field, so nothing tries it.`);
  const validations = (schema[VALIDATIONS] as CelRule[] | undefined) ?? [];
  const rules = validations.filter(({ rule }) => !rule.includes('oldSelf'));
  const transitions = validations.filter(({ rule }) => rule.includes('oldSelf'));
  const isWhole = schema.type === 'object' && rules.length > 0;
  const place = { id, schema, required, instances: isWhole ? instances : instances.slice(0, 1), rules, transitions };
  return [place, ...below(schema, id, instances)];
}

function below(schema: StructuralSchema, id: string, instances: readonly Instance[]): Place[] {
  if (schema.items) return walk(schema.items, `${id}[]`, instances.flatMap(itemsOf), false);
  if (typeof schema.additionalProperties === 'object') {
    return walk(schema.additionalProperties, `${id}{}`, instances.flatMap(entriesOf), false);
  }
  return Object.entries(schema.properties ?? {}).flatMap(([field, child]) => {
    const childId = `${id}.${field}`;
    const isRequired = schema.required?.includes(field) ?? false;
    return walk(child, childId, fieldsOf(instances, field, NEVER_VALID.includes(childId)), isRequired);
  });
}

function itemsOf({ path, value }: Instance): Instance[] {
  return (value as unknown[]).map((item, index) => ({ path: [...path, index], value: item }));
}

function entriesOf({ path, value }: Instance): Instance[] {
  return Object.entries(value as object).map(([key, item]) => ({ path: [...path, key], value: item as unknown }));
}

function fieldsOf(instances: readonly Instance[], field: string, mayLack: boolean): Instance[] {
  const children = instances.map(({ path, value }) => ({
    path: [...path, field],
    value: (value as Record<string, unknown>)[field],
  }));
  const there = children.filter(({ value }) => value !== undefined && value !== null);
  return there.length > 0 || !mayLack ? there : children.map(({ path }) => ({ path, value: 'anything' }));
}

/** `object` with `value` at `path`; undefined takes the field away. */
export function withValue(object: Manifest, path: Path, value: unknown): Manifest {
  const copy = structuredClone(object);
  let place: Record<string | number, unknown> = copy;
  for (const part of path.slice(0, -1)) place = place[part] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value !== undefined) place[last] = value;
  else if (Array.isArray(place)) place.splice(Number(last), 1);
  else delete place[last];
  return copy;
}

export function valueAt(object: unknown, path: Path): unknown {
  return path.reduce<unknown>((place, part) => (place as Record<string | number, unknown> | undefined)?.[part], object);
}
