import { z } from 'zod';
import { structuralSchema } from '../../../hack/generate/structural-schema.ts';

const wrap = (schema: z.ZodType) => z.object({ field: schema });
const fieldOf = (schema: z.ZodType) => structuralSchema(wrap(schema)).properties?.['field'];

describe('a structural schema', () => {
  it.each([
    ['an integer', z.int().min(1).max(9), { type: 'integer', format: 'int64', minimum: 1, maximum: 9 }],
    [
      'an integer without end',
      z.int().min(0),
      { type: 'integer', format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    ],
    ['what may be null', z.string().max(5).nullable().optional(), { type: 'string', maxLength: 5, nullable: true }],
    ['a default', z.boolean().default(true), { type: 'boolean', default: true }],
    [
      'a map',
      z.record(z.string(), z.string().max(5)),
      { type: 'object', additionalProperties: { type: 'string', maxLength: 5 } },
    ],
    [
      'anything at all',
      z.looseObject({}).meta({ 'x-kubernetes-preserve-unknown-fields': true }),
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    ],
    [
      'named fields',
      z.object({ a: z.boolean(), b: z.boolean().optional() }),
      { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'boolean' } }, required: ['a'] },
    ],
  ])('holds %s', (_, schema, structural) => {
    expect(fieldOf(schema)).toEqual(structural);
  });

  it.each([
    ['a union', z.union([z.string().max(1), z.int()]), 'field: "anyOf" is not structural'],
    ['a bare pattern', z.string().max(9).regex(/x/), 'field: say it with matching()'],
    ['a string without end', z.string(), 'field: has no maxLength'],
    ['a list without end', z.array(z.boolean()), 'field: has no maxItems'],
    ['a list of strings without end', z.array(z.string()).max(3), 'field[]: has no maxLength'],
    ['no type', z.unknown(), 'field: has no type'],
  ])('refuses %s', (_, schema, words) => {
    expect(() => fieldOf(schema)).toThrow(words);
  });
});
