import { textOf, type Json, type JsonObject } from '../../storage/json.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { unprocessable } from '../refusals.ts';

/** Gives ids to the parts of hosts. */
export interface PartIds {
  next(): number;
}

/** Attribute lists come as an array or as a hash of index to item. */
export function listOf(value: Json | undefined): JsonObject[] {
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : typeof value === 'object' ? Object.values(value) : [];
  return items.filter((item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item));
}

export function wantsDestroy(item: JsonObject): boolean {
  return [1, '1', true, 'true'].includes(item._destroy as string | number | boolean);
}

export function referenceId(catalogue: Catalogue, plural: string, attribute: string, value: Json): number | null {
  if (value === null || value === '') return null;
  const id = Number(value);
  if (!catalogue.get(plural, id))
    throw unprocessable(`Couldn't find ${attribute.replace(/_id$/, '')} with 'id'=${textOf(value) ?? '?'}`);
  return id;
}
