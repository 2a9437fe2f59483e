import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stories } from './stories.ts';
import { boundsIn, measure, type Step, tell } from './story.ts';
import { shuffled } from '../shuffled.ts';

const folder = join(__dirname, 'traces');
const fileOf = (name: string) => join(folder, `${name}.txt`);
const all = Object.entries(stories);

/** After a change that is meant: `UPDATE_TRACES=1 npm test -- test/unit/node-pool/traces`, and read what is different. */
if (process.env.UPDATE_TRACES) for (const [name, story] of all) writeFileSync(fileOf(name), tell(story).text);

test('there is a trace for each story, and none besides', () => {
  expect(readdirSync(folder).sort()).toEqual(all.map(([name]) => `${name}.txt`).sort());
  expect(all.length).toBeGreaterThanOrEqual(10);
});

describe.each(all)('%s', (name, story) => {
  it('goes as it is written', () => {
    expect(tell(story).text).toBe(readFileSync(fileOf(name), 'utf8'));
  });

  test.each([11, 22, 33])('goes the same in the order of seed %i', (seed) => {
    expect(tell(story, shuffled(seed)).text).toBe(readFileSync(fileOf(name), 'utf8'));
  });

  it("breaks no bound, takes nobody else's node, and makes none twice", () => {
    const { steps } = tell(story, shuffled(44));
    for (const step of steps) check(step);
    expect(steps.flatMap(({ plan }) => [...plan.creates, ...plan.deletes, ...plan.adopts]).length).toBeGreaterThan(0);
  });
});

function check(step: Step): void {
  const { pool, before, after, plan, paused } = step;
  const { most, least } = boundsIn(pool);
  const { machines, ready, tookReady } = measure(step);
  if (plan.creates.length + plan.adopts.length > 0) expect(machines).toBeLessThanOrEqual(most);
  if (tookReady && !pool.deletion) expect(ready).toBeGreaterThanOrEqual(least);
  if (paused) expect(plan.deletes.filter(({ reason }) => reason === 'Rollout')).toEqual([]);

  const of = (uid: string) => before.find((node) => node.uid === uid);
  for (const { uid } of plan.deletes) expect(of(uid)).toMatchObject({ owner: pool.uid, deletion: 'None' });
  for (const { uid } of plan.adopts) expect(of(uid)).toMatchObject({ owner: null, labels: pool.selector });
  for (const { uid } of plan.releases) expect(of(uid)?.labels).not.toMatchObject(pool.selector);
  expect(new Set(after.map(({ name }) => name)).size).toBe(after.length);
}
