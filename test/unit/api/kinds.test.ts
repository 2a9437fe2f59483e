import type { z } from 'zod';
import { kinds } from '../../../api/kinds/index.ts';
import { badEdits } from './bad-edits.ts';
import { badInputs } from './bad-input.ts';
import { fullObjects } from './full-input.ts';
import { good, manifest, type Manifest } from './good-input.ts';
import { placesOf } from './schema-places.ts';

function read(object: Manifest) {
  const kind = kinds.find((candidate) => candidate.kind === object.kind);
  if (!kind) throw new Error(`There is no kind ${object.kind}.`);
  return kind.schema.safeParse(object);
}

function spell(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function lines(error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map((issue) => `${spell(issue.path)}: ${issue.message}`);
}

describe('zod', () => {
  it.each(Object.values(good).map((object) => [object.kind, object]))('takes a good %s', (_, object) => {
    expect(lines(read(object).error)).toEqual([]);
  });

  it('is tried with every kind', () => {
    const tried = new Set(Object.values(good).map((object) => object.kind));

    expect([...tried].sort()).toEqual(kinds.map(({ kind }) => kind).sort());
  });

  it.each(kinds.map((kind) => [kind.kind, kind] as const))('takes a %s in which every field stands', (_, kind) => {
    const full = fullObjects().filter((object) => object.kind === kind.kind);

    expect(full.map((object) => lines(read(object).error))).toEqual([[]]);
    expect(full.flatMap((object) => placesOf(kind, object)).length).toBeGreaterThan(1);
  });

  it.each(badInputs.map((input) => [input.name, input] as const))('refuses %s', (_, { object, field, words }) => {
    const answer = lines(read(object).error);

    expect(answer).toContainEqual(expect.stringContaining(words));
    expect(answer).toContainEqual(expect.stringMatching(new RegExp(`^${field.replace(/[.[\]]/g, '\\$&')}:`)));
  });

  it.each(badEdits.map((edit) => [edit.name, edit] as const))('leaves a change of %s to the apiserver', (_, edit) => {
    expect([edit.before, edit.after].flatMap((object) => lines(read(object).error))).toEqual([]);
  });

  it('takes the bare "on" of YAML 1.1 for on', () => {
    const partitions = {
      disks: [{ as: 'root' }],
      volumeGroups: [{ name: 'vg0', true: ['root'] }],
      mounts: [{ path: '/boot', sizeMiB: 1024, fsType: 'xfs', true: 'root' }],
    };

    expect(lines(read(manifest('Flavor', 'bare', { spec: { partitions } })).error)).toEqual([]);
  });
});
