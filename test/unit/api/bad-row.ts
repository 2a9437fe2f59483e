import type { Manifest } from './manifest.ts';

/** What nobody may get past zod or past the apiserver. */
export interface BadInput {
  name: string;
  object: Manifest;
  /** As the apiserver spells it. */
  field: string;
  /** Part of the answer, from either door. */
  words: string;
}

/** A change that only the apiserver can refuse, because it knows what was there before. */
export interface BadEdit {
  name: string;
  before: Manifest;
  after: Manifest;
  field: string;
  words: string;
}

export type Path = readonly (string | number)[];

/** `object` with `value` at `path`; `undefined` takes the field away. */
function edited(object: Manifest, path: Path, value: unknown): Manifest {
  const copy = structuredClone(object);
  let place: Record<string | number, unknown> = copy;
  for (const part of path.slice(0, -1)) place = place[part] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

export function spell(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

export function bad(
  name: string,
  object: Manifest,
  path: Path,
  value: unknown,
  words: string,
  field = spell(path),
): BadInput {
  return { name, object: edited(object, path, value), field, words };
}

export function badEdit(
  name: string,
  object: Manifest,
  path: Path,
  value: unknown,
  words: string,
  field = spell(path),
): BadEdit {
  return { name, before: object, after: edited(object, path, value), field, words };
}
