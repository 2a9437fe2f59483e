import { brokenIn, doneIn } from '../../../api/rollout/counts.ts';
import { compareNames } from '../../../api/rollout/natural-order.ts';
import { phaseOf } from '../../../api/rollout/report.ts';
import type { RolloutRules } from '../../../api/rollout/rules.ts';
import type { PlannedBucket, RolloutPlan } from '../../../api/rollout/plan.ts';
import { MINUTE, RolloutWorld } from './world.ts';
import type { Shuffle } from '../shuffled.ts';

export interface StoryEvent {
  /** Minutes after the beginning. */
  readonly at: number;
  readonly says: string;
  does(world: RolloutWorld): void;
}

export interface Story {
  readonly title: string;
  /** How many nodes are in each bucket. */
  readonly buckets: Readonly<Record<string, number>>;
  readonly rules?: Partial<RolloutRules>;
  readonly alone?: readonly string[];
  /** Before it begins. */
  prepare?(world: RolloutWorld): void;
  readonly events?: readonly StoryEvent[];
}

export const RULES: RolloutRules = {
  dryRun: 'Never',
  maxConcurrentDomains: 1,
  maxUnavailable: '50%',
  soakMs: 5 * MINUTE,
  gates: [{ name: 'SaltResult', type: 'SaltResult', onUnhealthy: 'Pause', intervalMs: MINUTE, patienceMs: 3 * MINUTE }],
  onFailure: 'Pause',
  failureBudget: { perBucket: 0, total: 0, shared: 3 },
  autoResume: true,
  attempts: 3,
  retryMs: MINUTE,
  unexpectedChanges: 'Pause',
};

/** Nothing goes on for longer in a story. */
const LONGEST = 72 * 60 * MINUTE;

export function planOf({ buckets, rules, alone = [] }: Story): RolloutPlan {
  const planned = Object.entries(buckets).map(([name, nodes]): PlannedBucket => ({
    name,
    nodes,
    alone: alone.includes(name),
  }));
  return {
    transaction: 'web-7',
    fromCommit: 'a'.repeat(40),
    toCommit: 'b'.repeat(40),
    buckets: planned,
    rules: { ...RULES, ...rules },
  };
}

export function worldOf(story: Story, shuffle?: Shuffle): RolloutWorld {
  const members = Object.entries(story.buckets).map(
    ([name, nodes]) => [name, Array.from({ length: nodes }, (_, index) => `${name}-n${index + 1}`)] as const,
  );
  const world = new RolloutWorld(planOf(story), new Map(members), shuffle);
  story.prepare?.(world);
  return world;
}

/** Tells a story to its end: as a text, and as the world in which it happened. */
export function tell(story: Story, shuffle?: Shuffle): { text: string; world: RolloutWorld } {
  const world = worldOf(story, shuffle);
  const blocks = [story.title];
  const events = [...(story.events ?? [])];
  let told = '';
  for (;;) {
    const lines: string[] = [];
    for (const event of events.splice(0, events.findLastIndex(({ at }) => at * MINUTE <= world.now) + 1)) {
      lines.push(`* ${event.says}`);
      event.does(world);
    }
    world.settle();
    // What happens at one time happens in any order.
    lines.push(...world.lines.splice(0).sort(compareNames));
    const stands = standing(world);
    if (lines.length > 0 || stands !== told) {
      const [first = '', ...rest] = [...lines, stands, bounds(world)];
      blocks.push(
        [`${clock(world.now).padEnd(6)}${first}`, ...rest.map((line) => `${''.padEnd(6)}${line}`)].join('\n'),
      );
    }
    told = stands;
    const next = Math.min(world.nextTime(), (events[0]?.at ?? Infinity) * MINUTE);
    if (!Number.isFinite(next) || next > LONGEST) return { text: `${blocks.join('\n\n')}\n`, world };
    world.now = next;
  }
}

function clock(at: number): string {
  const minutes = Math.floor(at / MINUTE);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The buckets, by what goes on in them. */
function standing({ rollout, now }: RolloutWorld): string {
  const buckets = rollout.buckets.map(({ name, phase, counts }) => {
    const bad = brokenIn(counts) > 0 ? `, ${brokenIn(counts)} failed` : '';
    const before = counts.badBefore > 0 ? `, ${counts.badBefore} bad before` : '';
    return `${name} ${phase} ${doneIn(counts)}/${counts.nodes}${bad}${before}`;
  });
  const held = rollout.holds.map(({ source, why }) => `${source}: ${why}`).join('; ');
  return `= ${phaseOf(rollout, now)}: ${buckets.join(' | ')}${held === '' ? '' : ` | held by ${held}`}`;
}

/** What may never be exceeded, counted anew. */
export function bounds({ rollout, buckets }: RolloutWorld): string {
  const active = rollout.buckets.filter(({ phase }) => ['Running', 'Soaking', 'Judging'].includes(phase));
  const most = rollout.plan.rules.maxConcurrentDomains;
  const flying = [...buckets.values()].flatMap(({ state }) =>
    state.slice?.act === 'apply' ? [state.slice.nodes.length] : [],
  );
  const broken = active.length > most ? ' BROKEN' : '';
  return `# buckets ${active.length}, at most ${most}${broken}; nodes ${flying.reduce((sum, count) => sum + count, 0)}`;
}
