import type { Pool } from '../../../api/pool/view.ts';
import type { PoolPlan } from '../../../api/pool/plan.ts';
import { aPool } from './a-pool.ts';
import { MINUTE, PoolWorld, type SimulatedNode } from './world.ts';
import type { Shuffle } from '../shuffled.ts';

export interface Story {
  readonly title: string;
  readonly pool: Partial<Pool>;
  /** What somebody does, by minutes since the pool was applied. */
  readonly events: readonly { at: number; says: string; does(world: PoolWorld): void }[];
}

/** What was there before a look, what it decided, and what was there after it. */
export interface Step {
  readonly at: number;
  readonly pool: Pool;
  readonly paused: boolean;
  readonly before: readonly SimulatedNode[];
  readonly plan: PoolPlan;
  readonly after: readonly SimulatedNode[];
}

const TICK = 10 * MINUTE;
/** After so long without a change there will be none: it is more than an install takes. */
const STILL = 60 * MINUTE;
const LONGEST = 3_000 * MINUTE;

/** Plays a story, and tells it. */
export function tell(story: Story, shuffle?: Shuffle): { text: string; steps: Step[] } {
  const world = new PoolWorld(aPool(story.pool), shuffle);
  const steps: Step[] = [];
  const lines = [story.title, ''];
  const events = [...story.events];
  let shown = '';
  let changed = 0;
  for (;;) {
    const said: string[] = [];
    while (events[0] && events[0].at * MINUTE <= world.now) {
      const event = events.shift();
      event?.does(world);
      said.push(`* ${event?.says}`);
    }
    const step = look(world);
    steps.push(step);
    const state = [standing(step, world), boundLine(step)];
    if (said.length > 0 || step.plan.notes.length > 0 || state.join() !== shown) {
      lines.push(...indented(step.at, [...said, ...step.plan.notes, ...state]), '');
      changed = world.now;
    }
    shown = state.join();
    const still = world.now - changed >= STILL || step.plan.gone;
    if (events.length === 0 && still) return { text: `${lines.join('\n').trimEnd()}\n`, steps };
    if (world.now > LONGEST) throw new Error(`"${story.title}" has no end:\n${lines.join('\n')}`);
    world.pass(TICK);
  }
}

function look(world: PoolWorld): Step {
  const copy = () => world.nodes.map((node) => ({ ...node }));
  const before = copy();
  const plan = world.look();
  return { at: world.now, pool: world.pool, paused: world.pauses.length > 0, before, plan, after: copy() };
}

function indented(at: number, lines: readonly string[]): string[] {
  const minutes = at / MINUTE;
  const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return lines.map((line, index) => `${(index === 0 ? time : '').padEnd(6)}${line}`);
}

/** The nodes, by revision and state. */
function standing({ after, pool }: Step, world: PoolWorld): string {
  const groups = new Map<string, string[]>();
  for (const node of [...after].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const state = node.deletion === 'None' ? node.health.state : node.deletion;
    const whose = node.owner === pool.uid ? '' : ', not of the pool';
    const group = `revision ${world.numberOf(node.revision)} ${state}${whose}`;
    groups.set(group, [...(groups.get(group) ?? []), node.name]);
  }
  const words = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, names]) => `${group}: ${names.join(' ')}`);
  return `= ${words.join(' | ') || 'no node'}`;
}

/** The bounds, and whether they hold by our own doing. */
function boundLine(step: Step): string {
  const { most, least } = boundsIn(step.pool);
  const { machines, ready, tookReady } = measure(step);
  const progressing = step.plan.conditions.find(({ type }) => type === 'Progressing');
  const course = `Progressing ${progressing?.status} ${progressing?.reason}`;
  if (step.pool.deletion) return `# machines ${machines}; ${course}`;
  const short = ready >= least ? '' : tookReady ? ' BROKEN' : ', not by the pool';
  return `# machines ${machines}, at most ${most}; Ready ${ready}, at least ${least}${short}; ${course}`;
}

/** What a strategy allows, said once more in other words than the planner's. */
export function boundsIn({ replicas, strategy }: Pool): { most: number; least: number } {
  if (strategy.type === 'OnDelete') return { most: replicas, least: 0 };
  const share = (count: number | string) =>
    typeof count === 'number' ? count : (Number(count.slice(0, -1)) / 100) * replicas;
  const [surge, unavailable] = [Math.ceil(share(strategy.maxSurge)), Math.floor(share(strategy.maxUnavailable))];
  const none = surge === 0 && unavailable === 0;
  return { most: replicas + surge, least: Math.max(0, replicas - (none ? 1 : unavailable)) };
}

export function measure({ before, after, pool, plan }: Step) {
  const ours = after.filter(({ owner }) => owner === pool.uid);
  const isServing = ({ health, deletion }: SimulatedNode) => health.state === 'Ready' && deletion === 'None';
  const taken = new Set(plan.deletes.map(({ uid }) => uid));
  return {
    machines: ours.length,
    ready: ours.filter(isServing).length,
    tookReady: before.some((node) => taken.has(node.uid) && isServing(node)),
  };
}
