import { isDeepStrictEqual } from 'node:util';
import { type CelRule, type Place, valueAt } from './schema-places.ts';

const OPTIONAL = /^has\(self\.(\w+)\) == has\(oldSelf\.\1\)/;
const ADOPTION =
  "!has(oldSelf.adoption) ? !has(self.adoption) : has(self.adoption) && (self.adoption == 'Done' || oldSelf.adoption == 'Pending')";
const PERMIT = 'self.installId != oldSelf.installId || !oldSelf.booted || self.booted';

/** The transition rules said once more, in TypeScript: zod has no part in them. */
export function mayBecome({ rule }: CelRule, before: unknown, after: unknown): boolean {
  if (rule === 'self == oldSelf') return isDeepStrictEqual(before, after);
  const [, field] = OPTIONAL.exec(rule) ?? [];
  if (field) return isDeepStrictEqual(valueAt(before, [field]), valueAt(after, [field]));
  if (rule === ADOPTION) {
    const [old, now] = [before, after].map((spec) => valueAt(spec, ['adoption']));
    return old === now || (old === 'Pending' && now === 'Done');
  }
  if (rule !== PERMIT) throw new Error(`Say here too what this rule means: ${rule}`);
  const [old, now] = [before, after] as { installId: string; booted: boolean }[];
  return old?.installId !== now?.installId || old?.booted !== true || now?.booted === true;
}

/** The fields whose changes a rule is about. */
export function targetsOf({ rule }: CelRule, { id }: Place, places: readonly Place[]): Place[] {
  const [, field] = OPTIONAL.exec(rule) ?? [];
  if (field) return places.filter((place) => place.id === `${id}.${field}`);
  if (rule === ADOPTION) return places.filter((place) => place.id === `${id}.adoption`);
  if (rule === PERMIT) return places.filter((place) => [`${id}.booted`, `${id}.installId`].includes(place.id));
  return places.filter((place) => place.id === id || place.id.startsWith(`${id}.`));
}
