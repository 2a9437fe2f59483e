import { isIP } from 'node:net';
import fc from 'fast-check';
import type { StructuralSchema } from '../../../hack/generate/structural-schema.ts';

/*
 * Values for one field on both sides of everything that its schema says: of another type, at and beyond each bound,
 * and, for texts, what a slip of the hand or another system's habit makes of a good one.
 */

/** Absent, for a field that may be or must not be. */
export const ABSENT = Symbol('absent');

/** Texts that some parser somewhere takes for an address, a network, a time and so on. */
const TEXTS = [
  ...['10.1.1.1', '010.1.1.1', '10.1.1', '10.1.1.256', '1', '0x0a.1.1.1', ' 10.1.1.1', '10.1.1.1/', '::', '::1'],
  ...['2001:DB8::1', '2001:db8:0:0:0:0:0:1', '1:2:3:4:5:6:7::', '1::2::3', '12345::', '::ffff:1.2.3.4', '::1.2.3.4'],
  ...['::ffff:102:304', 'fe80::1%eth0', '[::1]', '2001:db8::/32', '2001:db8::/129', '10.1.1.0/24', '10.1.1.7/24'],
  ...['10.1.1.0/33', '10.1.1.0/-1', '10.1.1.0/+8', '10.1.1.0/024', '10.1.1.0/8.0', '0.0.0.0/0', '::/0', '::/00'],
  ...['10.1.1.1-10.1.1.9', '10.1.1.9-10.1.1.1', '::1-::9', '10.1.1.1-::9', '10.1.1.1--10.1.1.9', '::-::'],
  ...['1h30m', '90m', '0s', '30m1h', '1.5h', '1h ', '1H', '99999h99999m99999s', '100000s', 'h', '1d', '-1h', 'PT1H'],
  ...['2026-01-31T10:00:00Z', '2026-01-31t10:00:00z', '2026-01-31T10:00:00.123456789+01:00', '2026-01-31 10:00:00Z'],
  ...['2026-02-30T10:00:00Z', '2026-02-29T10:00:00Z', '2024-02-29T10:00:00Z', '2026-13-01T10:00:00Z'],
  ...['2026-01-31T24:00:00Z', '2026-01-31T23:59:60Z', '2026-01-31T10:60:00Z', '2026-01-31T10:00:00', '2026-01-31'],
  ...['2026-01-31T10:00:00+24:00', '2026-01-31T10:00:00-23:59', '0000-01-01T00:00:00Z', '2026-01-31T10:00:00,5Z'],
  ...['http://a', 'https://a/b?c=d&e#f', 'http://[::1]:80/x', 'HTTP://a/', 'http:///a', 'http://a b', 'ftp://a/'],
  ...['redfish+https://10.2.2.2/redfish/v1', 'redfish+http://[::1]:8000/', 'https://10.2.2.2/', 'redfish+https://a@b/'],
  ...['https://a:b@git.example/salt.git', 'git@git.example:salt.git', 'ext::sh -c x', 'file:///srv/salt.git'],
  ...['52:54:00:aa:00:01', '52:54:00:AA:00:0G', '52-54-00-aa-00-01', '5254.00aa.0001', 'ssh-rsa AAAA', 'ssh-rsa  A'],
  ...['/', '/a//b', 'swap', 'swap ', '/boot/../etc', '16Gi', '016Gi', '1.5Ti', '16GB', '9', '9.4', '9.', 'md0', '_a'],
  ...['a', 'a.b', 'a..b', '.a', 'a.', '-a', 'a-', 'A.b', 'a_b', 'a.b.c', 'xn--bcher-kva.example', 'bücher.example'],
  ...['', ' ', '*', '@^minimal', '-nano', 'a=b', 'true', 'null', '0', 'é', 'e\u0301', '١', '\u{1f600}', 'a\nb', 'a\n'],
];

const ODD = 'aZ09-._:/ @^+*=%$"\'\\\n\t\0é\u00a0\u2028\u{1f600}'.match(/./gsu) ?? [];

/** Some `count` values for a field, the same for the same seed: all that stand at its bounds, and a sample of the rest. */
export function nearValues(schema: StructuralSchema, example: unknown, count: number, seed: number): unknown[] {
  const certain = [ABSENT, ...otherTypes(schema), ...atBounds(schema, example)];
  const numRuns = Math.max(count - certain.length, count / 2);
  return [...certain, ...fc.sample(fittingType(schema, example), { seed, numRuns })];
}

function otherTypes({ type }: StructuralSchema): unknown[] {
  const samples = { string: 'text', integer: 7, boolean: true, array: [], object: {} };
  return [null, ...Object.entries(samples).flatMap(([other, value]) => (other === type ? [] : [value]))];
}

function atBounds(schema: StructuralSchema, example: unknown): unknown[] {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum } = schema;
  if (schema.type === 'integer') return aroundBounds(minimum, maximum);
  if (schema.type === 'array') {
    const items = example as unknown[];
    const lists = aroundBounds(minItems, maxItems).filter(isLength);
    return [...lists.map((length) => listOf(schema, items, length)), [...items, ...items]];
  }
  if (schema.additionalProperties) return [longKey(316), longKey(317), manyKeys(64), manyKeys(65)];
  if (schema.type !== 'string' || schema.enum) return [];
  const lengths = aroundBounds(minLength, maxLength).filter(isLength);
  return [...otherFamily(String(example)), ...lengths.map((length) => ofLength(String(example), length, 0))];
}

/** What is an address or a network as well, of the other family. */
function otherFamily(example: string): string[] {
  const [address = '', length] = example.split('/');
  if (isIP(address) === 0) return [];
  const [other, otherLength] = isIP(address) === 4 ? ['2001:db8::1', '/64'] : ['10.1.1.1', '/24'];
  return [length === undefined ? other : `${other}${otherLength}`];
}

const isLength = (bound: number) => bound >= 0;

function aroundBounds(min = 0, max = 0): number[] {
  return [min - 1, min, min + 1, max - 1, max, max + 1];
}

function fittingType(schema: StructuralSchema, example: unknown): fc.Arbitrary<unknown> {
  if (schema['x-kubernetes-int-or-string']) return intsOrPercents();
  if (schema.enum) return choices(schema.enum);
  switch (schema.type) {
    case 'string':
      return texts(schema, String(example));
    case 'integer':
      return integers(schema);
    case 'boolean':
      return fc.oneof({ weight: 3, arbitrary: fc.boolean() }, fc.constantFrom('true', 'yes', 'no', 'off', 1, 0, ''));
    case 'array':
      return lists(schema, example as unknown[]);
    default:
      return objects(schema, example as Record<string, unknown>);
  }
}

function choices(options: readonly string[]): fc.Arbitrary<unknown> {
  const wrong = options.flatMap((option) => [
    option.toLowerCase(),
    option.toUpperCase(),
    `${option} `,
    option.slice(1),
  ]);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...options) },
    fc.constantFrom(...wrong.filter((option) => !options.includes(option)), '', 'toString', 'null'),
  );
}

function integers({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: StructuralSchema): fc.Arbitrary<unknown> {
  const within = (value: number) => Math.min(maximum, Math.max(minimum, value));
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: within(minimum), max: within(Math.min(maximum, minimum + 2 ** 40)) }) },
    { weight: 2, arbitrary: fc.constantFrom(minimum, within(minimum + 1), within(maximum - 1), maximum) },
    { weight: 2, arbitrary: fc.constantFrom(minimum - 1, maximum + 1, -1, 0, 2 ** 53, -(2 ** 53), 1e21) },
    fc.constantFrom(minimum + 0.5, 1.5, '1', ''),
  );
}

function intsOrPercents(): fc.Arbitrary<unknown> {
  const odd = ['%', '', '1', '01%', '101%', '-1%', '1.5%', '25 %', '٢٥%', -1, 1.5, 100_001, 2 ** 53];
  return fc.oneof(
    { weight: 3, arbitrary: fc.nat(100_000) },
    { weight: 3, arbitrary: fc.nat(100).map((percent) => `${percent}%`) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(...odd) },
  );
}

function texts({ minLength = 0, maxLength = 0 }: StructuralSchema, example: string): fc.Arbitrary<unknown> {
  const lengths = [minLength, minLength + 1, Math.ceil(maxLength / 2), maxLength - 1, maxLength];
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(example) },
    { weight: 5, arbitrary: slips(example) },
    { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...lengths), fc.nat(example.length - 1))
        .map(([length, at]) => ofLength(example, length, at)),
    },
    // A letter that JavaScript counts as two.
    fc.constantFrom('\u{1f600}'.repeat(Math.min(maxLength, 5000)), '\u{1f600}'.repeat(maxLength + 1)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(12, maxLength) }),
  );
}

/** Stretched at one of its characters, or cut. */
function ofLength(text: string, length: number, at: number): string {
  if (length <= text.length) return text.slice(0, length);
  return text.slice(0, at) + text.charAt(at).repeat(length - text.length) + text.slice(at);
}

function slips(example: string): fc.Arbitrary<string> {
  const letters = [...example];
  const place = fc.nat(Math.max(0, letters.length - 1));
  const letter = fc.constantFrom(...ODD, ...letters);
  const slip = fc.tuple(fc.constantFrom('insert', 'replace', 'drop', 'append', 'case'), place, letter);
  return slip.map(([how, at, odd]) => {
    const before = letters.slice(0, at).join('');
    const after = letters.slice(at + 1).join('');
    const here = letters[at] ?? '';
    switch (how) {
      case 'insert':
        return before + odd + here + after;
      case 'replace':
        return before + odd + after;
      case 'drop':
        return before + after;
      case 'append':
        return example + odd;
      default:
        return before + (here === here.toUpperCase() ? here.toLowerCase() : here.toUpperCase()) + after;
    }
  });
}

function lists(schema: StructuralSchema, example: readonly unknown[]): fc.Arbitrary<unknown> {
  const { minItems = 0, maxItems = 0 } = schema;
  const lengths = [minItems, minItems + 1, example.length, Math.ceil(maxItems / 2), maxItems];
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...lengths).map((length) => listOf(schema, example, length)) },
    fc.constantFrom<unknown>([...example, null], [[...example]], { ...example }),
  );
}

/** So many items; in a set no two are the same, and where a field tells them apart, none have the same there. */
function listOf(schema: StructuralSchema, example: readonly unknown[], length: number): unknown[] {
  const keys = (schema['x-kubernetes-list-map-keys'] as string[] | undefined) ?? [];
  return Array.from({ length }, (_, index) => {
    const model = example[index % example.length];
    if (schema['x-kubernetes-list-type'] === 'set') return `item-${index}`;
    if (keys.length === 0) return model;
    return { ...(model as object), ...Object.fromEntries(keys.map((key) => [key, `${key}${index}`])) };
  });
}

/** Some of its fields, one field too many, and for maps many keys and long ones. */
function objects(schema: StructuralSchema, example: Record<string, unknown>): fc.Arbitrary<unknown> {
  if (typeof schema.additionalProperties === 'object') return maps(example);
  const fields = Object.keys(schema.properties ?? {});
  const optional = fields.filter((field) => !schema.required?.includes(field));
  const lacking = fields.filter((field) => !(field in example));
  const without = (gone: readonly string[]) =>
    Object.fromEntries(Object.entries(example).filter(([field]) => !gone.includes(field)));
  return fc.oneof(
    { weight: 4, arbitrary: fc.subarray(optional).map(without) },
    { weight: 2, arbitrary: fc.subarray(fields, { minLength: Math.min(1, fields.length) }).map(without) },
    { weight: 2, arbitrary: fc.constantFrom('extra', 'Name', 'spec', '$ref').map((key) => ({ ...example, [key]: 1 })) },
    { weight: 2, arbitrary: fc.constantFrom(...lacking, 'extra').map((key) => ({ ...example, [key]: 'a1' })) },
    { weight: 1, arbitrary: fc.constant(example) },
  );
}

function maps(example: Record<string, unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom(0, 1, 63, 64, 65, 100).map(manyKeys),
    fc.constantFrom(0, 1, 315, 316, 317, 400).map((length) => ({ ...example, ...longKey(length) })),
    fc.constantFrom('', 'a b', 'é', '\u{1f600}'.repeat(200)).map((key) => ({ [key]: 'v' })),
  );
}

function manyKeys(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`key-${n}`, 'v']));
}

function longKey(length: number): Record<string, string> {
  return { ['k'.repeat(length)]: 'v' };
}
