import type { z } from 'zod';
import { ABSENT } from './near-values.ts';
import type { Place } from './schema-places.ts';

type Issue = z.core.$ZodIssue;

/** One thing that a schema says of a field, and how it fared. */
export interface Constraint {
  kind: string;
  field: string;
  /** A keyword of the CRD, or the words of a rule. */
  says: string;
  /** Values that the check looked at. */
  hits: number;
  /** Objects with such a value that were taken, and that were refused, for whatever reason. */
  accepted: number;
  refused: number;
  /** Of those, refused by this very check. */
  caught: number;
  looksAt(value: unknown): boolean;
  isBroken(issue: Issue): boolean;
}

const isAny = () => true;
const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isList = (value: unknown) => Array.isArray(value);
const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const BOUNDS = {
  minLength: { looksAt: isText, code: 'too_small' },
  maxLength: { looksAt: isText, code: 'too_big' },
  minimum: { looksAt: isNumber, code: 'too_small' },
  maximum: { looksAt: isNumber, code: 'too_big' },
  minItems: { looksAt: Array.isArray, code: 'too_small' },
  maxItems: { looksAt: Array.isArray, code: 'too_big' },
} as const;

const TYPE_CODES: readonly string[] = ['invalid_type', 'invalid_value', 'invalid_union'];

/** What a rule of the schema looks at. */
function looksOf({ type }: Place['schema']): Constraint['looksAt'] {
  if (type === undefined) return (value) => isText(value) || isNumber(value);
  if (type === 'array') return isList;
  return type === 'string' ? isText : isMap;
}

/** Every check that the CRD and the zod schema make of a field. */
export function constraintsOf({ id, schema, required, instances, rules }: Place): Constraint[] {
  const places = new Set(instances.map(({ path }) => path.join('.')));
  const said = new Set(rules.map(({ message }) => message));
  const isHere = ({ path }: Issue) => places.has(path.join('.'));
  const isType = (issue: Issue) => isHere(issue) && TYPE_CODES.includes(issue.code);
  const isOwn = (issue: Issue) => isHere(issue) && issue.code === 'custom' && !said.has(issue.message);
  const says = (
    words: string,
    looksAt: Constraint['looksAt'],
    isBroken: Constraint['isBroken'] = isType,
  ): Constraint => {
    const [kind = ''] = id.split('.', 1);
    return { kind, field: id, says: words, hits: 0, accepted: 0, refused: 0, caught: 0, looksAt, isBroken };
  };
  const bounds = Object.entries(BOUNDS).filter(([keyword]) => keyword in schema);
  return [
    says(schema.enum ? 'one of a list' : `type ${schema.type ?? 'int or string'}`, (value) => value !== ABSENT),
    ...(required ? [says('required', isAny)] : []),
    ...bounds.map(([keyword, { looksAt, code }]) =>
      says(keyword, looksAt, (issue) => isHere(issue) && issue.code === code),
    ),
    ...('x-kubernetes-list-map-keys' in schema ? [says('no key twice', Array.isArray, isOwn)] : []),
    ...(schema['x-kubernetes-list-type'] === 'set' ? [says('no item twice', Array.isArray, isOwn)] : []),
    ...('maxProperties' in schema ? [says('maxProperties', isMap, isOwn)] : []),
    ...rules.map(({ message, fieldPath }) => {
      const looksAt = fieldPath ? isAny : looksOf(schema);
      return says(message, looksAt, (issue) => issue.message === message);
    }),
  ];
}

/** The checks of all places, by the place; what a rule says of a field below is tried there too. */
export function constraintsByPlace(places: readonly Place[]): Map<string, Constraint[]> {
  const byPlace = new Map(places.map((place) => [place.id, constraintsOf(place)]));
  for (const { id, rules } of places) {
    for (const { message, fieldPath } of rules) {
      const rule = byPlace.get(id)?.find(({ says }) => says === message);
      if (rule && fieldPath) byPlace.get(`${id}${fieldPath}`)?.push(rule);
    }
  }
  return byPlace;
}

/** A change that only the apiserver can refuse, because it knows what was there before. */
export function transitionsOf({ id, transitions }: Place): Constraint[] {
  const [kind = ''] = id.split('.', 1);
  const counts = { hits: 0, accepted: 0, refused: 0, caught: 0 };
  return transitions.map(({ message }) => {
    return { kind, field: id, says: message, ...counts, looksAt: () => true, isBroken: () => false };
  });
}

export function count(constraint: Constraint, verdict: { taken: boolean; caught: boolean }): void {
  constraint.hits += 1;
  if (verdict.taken) constraint.accepted += 1;
  else constraint.refused += 1;
  if (verdict.caught) constraint.caught += 1;
}

/** A row for each thing that a kind says, of all its fields that say it; `hits` are those of the field with the fewest. */
export function table(constraints: readonly Constraint[]): string {
  const groups = new Map<string, Constraint[]>();
  for (const constraint of constraints) {
    const name = `${constraint.kind}: ${constraint.says}`;
    groups.set(name, [...(groups.get(name) ?? []), constraint]);
  }
  const rows = [...groups].map(([name, group]) => {
    const sum = (of: 'accepted' | 'refused' | 'caught') => group.reduce((total, item) => total + item[of], 0);
    const hits = Math.min(...group.map((item) => item.hits));
    return [name, group.length, hits, sum('accepted'), sum('refused'), sum('caught')].map(String);
  });
  return [['constraint', 'fields', 'hits', 'accepted', 'refused', 'by it'], ...rows]
    .map(([name = '', ...cells]) => name.slice(0, 90).padEnd(92) + cells.map((cell) => cell.padStart(9)).join(''))
    .join('\n');
}
