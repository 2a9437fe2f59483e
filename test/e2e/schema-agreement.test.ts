import { isDeepStrictEqual } from 'node:util';
import { kinds } from '../../api/kinds/index.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { badInputs } from '../unit/api/bad-input.ts';
import { type Constraint, constraintsByPlace, count, table, transitionsOf } from '../unit/api/constraints.ts';
import { fullObjects } from '../unit/api/full-input.ts';
import type { Manifest } from '../unit/api/good-input.ts';
import { ABSENT, nearValues } from '../unit/api/near-values.ts';
import { type Path, type Place, placesOf, valueAt, withValue } from '../unit/api/schema-places.ts';
import { mayBecome, targetsOf } from '../unit/api/transitions.ts';
import { type Apiserver, collectionOf, startApiserver } from './dsl/apiserver.ts';
import { apiserverDoor, askZod, type Verdict } from './dsl/two-doors.ts';

/*
 * zod and the apiserver must say the same to every object. Valid ones are changed one field at a time; both say whether
 * they take it, and must then read the same fields and defaults in it.
 *
 * Left out, and why:
 * - apiVersion, kind and metadata: the apiserver's own, no schema of ours says anything of them.
 * - The words of refusals, except of rules: a missed type or bound is told in zod's words by one, in Go's by the other.
 * - fieldValidation=Strict, which kubectl asks for: zod reads as the apiserver does without it, an unknown field is dropped.
 */

const SEED = 20_261;
/** Tried for each field, about, at all of its places in the object together. */
const VALUES = 44;
/** Tried for a transition rule, about, on all of the fields that it is about together; and on each of them at least. */
const CHANGES = 720;
const CHANGES_EACH = 6;
/** So often each check must have looked at a value. */
const HITS = 20;
/** Requests at a time, on the one connection. */
const PARALLEL = 64;

let apiserver: Apiserver;
beforeAll(async () => {
  apiserver = await startApiserver();
}, 180_000);
afterAll(() => apiserver.end(), 60_000);

interface Subject {
  kind: Kind;
  /** With a status. */
  full: Manifest;
  places: Place[];
}

const subjects: Subject[] = (kinds as readonly Kind[]).flatMap((kind) =>
  fullObjects()
    .filter((full) => full.kind === kind.kind)
    .map((full) => ({ kind, full, places: placesOf(kind, full) })),
);

async function stored({ kind, full }: Subject, name: string, object = full): Promise<Manifest> {
  const body = { ...object, metadata: { ...full.metadata, name } };
  return (await apiserver.cluster.raw({ method: 'POST', path: collectionOf(kind), body })) as Manifest;
}

async function inParallel(trials: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = trials.values();
  const worker = async () => {
    for (const trial of rest) await trial();
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function edited(object: Manifest, path: Path, value: unknown): Manifest {
  return withValue(object, path, value === ABSENT ? undefined : value);
}

function spelled(id: string, value: unknown): string {
  return `${id} = ${value === ABSENT ? 'absent' : (JSON.stringify(value) ?? '').slice(0, 300)}`;
}

/** What the two say differently, if anything. */
function difference(zod: ReturnType<typeof askZod>, server: Verdict, rules: ReadonlySet<string>): string | undefined {
  const differs = `zod says ${said(zod)}, the apiserver ${said(server)}`;
  if (zod.taken && server.taken) return isDeepStrictEqual(zod.fields, server.fields) ? undefined : differs;
  if (zod.taken || server.taken) return differs;
  const words = zod.issues.map(({ message }) => message);
  // Rules are looked at only when types and bounds hold.
  const onlyRules = words.every((message) => rules.has(message));
  return !onlyRules || words.every((message) => server.why.includes(message)) ? undefined : differs;
}

function said(verdict: Verdict): string {
  return JSON.stringify(verdict.taken ? verdict.fields : verdict.why);
}

/** A row of bad input breaks it, which both doors are asked of: values near a good one seldom turn a union's type. */
function isRefusedInWords(rule: string): boolean {
  return badInputs.some(({ words }) => words.length > 8 && rule.includes(words));
}

function everyOneWasHit(constraints: readonly Constraint[]): void {
  const label = ({ field, says, hits }: Constraint) => `${field}: ${says} (${hits})`;
  expect(constraints.filter(({ hits }) => hits < HITS).map(label)).toEqual([]);
  const unseen = constraints.filter(({ caught, says }) => caught === 0 && !isRefusedInWords(says));
  expect(unseen.map(label)).toEqual([]);
}

test('zod and the apiserver take and refuse the same objects, and read the same in them', async () => {
  const door = apiserverDoor(apiserver.cluster);
  const constraints: Constraint[] = [];
  const disagreements: string[] = [];
  const taken: boolean[] = [];
  const trials: (() => Promise<void>)[] = [];

  for (const subject of subjects) {
    const { kind, full, places } = subject;
    const { status, ...start } = full;
    const there = await stored(subject, `stored-${full.metadata.name}`);
    const byPlace = constraintsByPlace(places);
    constraints.push(...new Set([...byPlace.values()].flat()));
    const rules = new Set(places.flatMap((place) => place.rules.map(({ message }) => message)));
    for (const [index, place] of places.entries()) {
      const checks = byPlace.get(place.id) ?? [];
      const isStatus = place.id.startsWith(`${kind.kind}.status`);
      const base = (isStatus ? { ...there, status } : start) as Manifest;
      const each = Math.ceil(VALUES / place.instances.length);
      const tried = place.instances.flatMap(({ path, value: example }) =>
        nearValues(place.schema, example, each, SEED + index).map((value) => ({ path, value })),
      );
      for (const { path, value } of tried) {
        trials.push(async () => {
          const object = edited(base, path, value);
          const zod = askZod(kind, object);
          const server = await (isStatus ? door.replacesStatus(kind, object) : door.creates(kind, object));
          const differs = difference(zod, server, rules);
          if (differs) disagreements.push(`${spelled(place.id, value)}: ${differs}`);
          taken.push(server.taken);
          for (const check of checks.filter(({ looksAt }) => looksAt(value))) {
            count(check, { taken: server.taken, caught: zod.issues.some(check.isBroken) });
          }
        });
      }
    }
  }
  await inParallel(trials);

  const share = taken.filter(Boolean).length / taken.length;
  process.stdout.write(`${table(constraints)}\n${taken.length} objects, ${Math.round(share * 100)} % accepted\n`);
  expect(disagreements).toEqual([]);
  everyOneWasHit(constraints);
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.7);
}, 480_000);

test('the apiserver refuses a change exactly when a transition rule forbids it', async () => {
  const constraints: Constraint[] = [];
  const disagreements: string[] = [];
  const trials: (() => Promise<void>)[] = [];

  for (const subject of subjects) {
    const ruled = subject.places.filter(({ transitions }) => transitions.length > 0);
    for (const place of ruled) {
      const checks = transitionsOf(place);
      constraints.push(...checks);
      for (const [at, rule] of place.transitions.entries()) {
        const targets = targetsOf(rule, place, subject.places);
        const each = Math.min(VALUES, Math.max(CHANGES_EACH, Math.ceil(CHANGES / targets.length)));
        for (const [turn, target] of targets.entries()) {
          const path = target.instances[0]?.path ?? [];
          const name = `change-${place.id}-${at}-${turn}`.toLowerCase();
          const begins = [await stored(subject, name)];
          const less = edited(subject.full, path, ABSENT);
          // What must be there for another rule's sake is not left out.
          if (!target.required && askZod(subject.kind, less).taken) {
            begins.push(await stored(subject, `${name}-less`, less));
          }
          trials.push(
            ...begins.flatMap((there) => changes(there, target, path, each, (object) => judged(object, there))),
          );
        }

        async function judged(object: Manifest, there: Manifest): Promise<void> {
          const zod = askZod(subject.kind, object);
          if (!zod.taken) return;
          const broken = ruled.flatMap(({ transitions, instances }) => {
            const where = instances[0]?.path ?? [];
            return transitions.filter((each) => !mayBecome(each, valueAt(there, where), valueAt(zod.fields, where)));
          });
          const server = await apiserverDoor(apiserver.cluster).replaces(subject.kind, object);
          const isRight = server.taken
            ? broken.length === 0
            : broken.some(({ message }) => server.why.includes(message));
          if (!isRight) {
            const should = broken.length > 0 ? broken.map(({ message }) => message).join('; ') : 'nothing';
            disagreements.push(`${JSON.stringify(object)} breaks ${should}, the apiserver says ${said(server)}`);
          }
          const check = checks[at];
          if (check) count(check, { taken: server.taken, caught: broken.includes(rule) });
        }
      }
    }
  }
  await inParallel(trials);

  process.stdout.write(`${table(constraints)}\n${trials.length} changes\n`);
  expect(disagreements).toEqual([]);
  everyOneWasHit(constraints);
}, 240_000);

/** What one field of a stored object may be changed to, and for each such change one that changes nothing. */
function changes(
  there: Manifest,
  target: Place,
  path: Path,
  values: number,
  judge: (object: Manifest) => Promise<void>,
) {
  const example = target.instances[0]?.value;
  return nearValues(target.schema, example, values, SEED).flatMap((value) => [
    () => judge(edited(there, path, value)),
    () => judge(there),
  ]);
}
