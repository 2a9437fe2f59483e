import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './invariants.ts';
import { stories } from './stories.ts';
import { tell } from './story.ts';
import { shuffled } from '../shuffled.ts';

const folder = join(__dirname, 'traces');
const fileOf = (name: string) => join(folder, `${name}.txt`);
const all = Object.entries(stories);

/** After a change that is meant: `UPDATE_TRACES=1 npm test -- test/unit/rollout/traces`, and read what is different. */
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

  it('touches no node twice, nobody out of turn, and comes to its end', () => {
    const { world } = tell(story, shuffled(44));
    expect(check(world)).toBeGreaterThan(0);
    expect(world.rollout.result).toBeDefined();
  });
});
