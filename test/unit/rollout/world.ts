import { decideBucket, newBucket, takeBucketEvent } from '../../../api/rollout/bucket.ts';
import { compareNames } from '../../../api/rollout/natural-order.ts';
import { decideRollout, newRollout, takeRolloutEvent } from '../../../api/rollout/rollout.ts';
import type { Slice, SliceAct, SliceOutcome } from '../../../api/rollout/slice.ts';
import type { BucketAction, RolloutAction } from '../../../api/rollout/actions.ts';
import type { BucketState } from '../../../api/rollout/bucket-state.ts';
import type { RolloutEvent } from '../../../api/rollout/events.ts';
import type { GateResult } from '../../../api/rollout/gate-results.ts';
import type { RolloutPlan } from '../../../api/rollout/plan.ts';
import type { RolloutState } from '../../../api/rollout/rollout-state.ts';
import type { Calendar } from '../../../api/rollout/slots.ts';
import type { SaltVerdictType } from '../../../api/salt-verdict.ts';
import type { Shuffle } from '../shuffled.ts';

export const MINUTE = 60_000;

/** Puts things into some order; always the same for the same world. */

/** What Salt was asked, and what it said. */
export interface Submission {
  at: number;
  bucket: string;
  act: SliceAct;
  nodes: readonly string[];
  verdicts: ReadonlyMap<string, SaltVerdictType>;
}

/** What a minion makes of a job, by its name and what it was asked before. */
type Behaviour = (node: string, act: SliceAct, before: number) => SaltVerdictType;

interface Timer {
  at: number;
  does: () => void;
}

const WELL: Readonly<Record<SliceAct, SaltVerdictType>> = { apply: 'Changed', 'dry-run': 'TestPending', verify: 'Ok' };
const FAILURES: readonly SaltVerdictType[] = [
  'StateFailed',
  'CompileError',
  'PillarError',
  'NoTopMatch',
  'ModuleError',
];

/** A datacenter in which one rollout runs: slices take two minutes, everything else happens at once. */
export class RolloutWorld {
  now = 0;
  rollout: RolloutState;
  calendar: Calendar = { openings: null, freezes: [], until: Infinity };
  badBefore: Record<string, string> = {};
  behaves: Behaviour = (_, act) => WELL[act];
  cause = (_: string) => ({ stateId: 'nginx', message: 'the service does not start' });
  changes = (_: string) => 'nginx: a new version';
  gates = (_: string): Omit<GateResult, 'gate'> => ({ verdict: 'Healthy', message: 'all is well' });
  readonly submissions: Submission[] = [];
  readonly begun: { at: number; bucket: string; attempt: number }[] = [];
  readonly buckets = new Map<string, { state: BucketState; attempt: number }>();
  /** What was done since it was asked last, one line each. */
  lines: string[] = [];
  private timers: Timer[] = [];
  private next: number[] = [];
  private readonly unfinished = new Map<string, readonly string[]>();
  private readonly members: ReadonlyMap<string, readonly string[]>;
  private readonly shuffle: Shuffle;

  constructor(
    plan: RolloutPlan,
    members: ReadonlyMap<string, readonly string[]>,
    shuffle: Shuffle = (all) => [...all],
  ) {
    this.rollout = newRollout(plan);
    this.members = members;
    this.shuffle = shuffle;
  }

  says(event: RolloutEvent): void {
    this.rollout = takeRolloutEvent(this.rollout, event, this.now);
  }

  /** When something happens next by itself. */
  nextTime(): number {
    return Math.min(...this.timers.map(({ at }) => at), ...this.next);
  }

  /** Whatever is due is done, until nothing is left to do now. */
  settle(): void {
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { does } of this.shuffle(due)) does();
    for (let busy = true; busy;) {
      const decision = decideRollout(this.rollout, this.now);
      this.rollout = decision.state;
      this.next = decision.nextLookAt === null ? [] : [decision.nextLookAt];
      for (const action of decision.actions) this.perform(action);
      busy = decision.actions.length > 0;
      for (const [name, bucket] of this.shuffle([...this.buckets])) {
        const inBucket = decideBucket(bucket.state, this.now);
        bucket.state = inBucket.state;
        if (inBucket.nextLookAt !== null) this.next.push(inBucket.nextLookAt);
        for (const action of inBucket.actions) this.performIn(name, action);
        busy ||= inBucket.actions.length > 0;
      }
    }
  }

  private perform(action: RolloutAction): void {
    switch (action.act) {
      case 'startBucket': {
        const { bucket: name, attempt, orders, badBefore, joined = [] } = action;
        const { plan } = this.rollout;
        const planned = plan.buckets.find((one) => one.name === name);
        const maxUnavailable = planned?.maxUnavailable ?? plan.rules.maxUnavailable;
        const nodes = (attempt > 1 && this.unfinished.get(name)) || [...(this.members.get(name) ?? []), ...joined];
        const state = newBucket({ bucket: name, attempt, nodes, rules: plan.rules, maxUnavailable, orders, badBefore });
        this.buckets.set(name, { state, attempt });
        this.begun.push({ at: this.now, bucket: name, attempt });
        this.lines.push(`begins ${name}${attempt > 1 ? `, attempt ${attempt}, for ${nodes.join(' ')}` : ''}`);
        return;
      }
      case 'tellBucket': {
        const { bucket: name, orders } = action;
        const bucket = this.buckets.get(name);
        if (!bucket) return;
        if (orders.stop) this.lines.push(`tells ${name} to stop`);
        else if (orders.held !== bucket.state.orders.held)
          this.lines.push(orders.held === '' ? `lets ${name} go on` : `holds ${name} (${orders.held})`);
        this.tell(name, { type: 'Orders', orders });
        return;
      }
      case 'measureGates': {
        const { bucket: name, gates } = action;
        const answer = this.gates(name);
        this.lines.push(`asks the gates of ${name}: ${answer.verdict} (${answer.message})`);
        this.timers.push({
          at: this.now,
          does: () =>
            this.says({
              type: 'GatesMeasured',
              bucket: name,
              results: gates.map((gate) => ({ gate: gate.name, ...answer })),
            }),
        });
        this.next.push(this.now);
        return;
      }
      case 'readCalendar':
        return this.says({ type: 'CalendarRead', calendar: this.calendar });
      case 'finish':
        this.lines.push(`ends: ${action.phase}, ${action.why}`);
    }
  }

  private performIn(name: string, action: BucketAction): void {
    const { attempt } = this.buckets.get(name) ?? { attempt: 0 };
    switch (action.act) {
      case 'measureBaseline': {
        const badBefore = Object.fromEntries(
          Object.entries(this.badBefore).filter(([node]) => action.nodes.includes(node)),
        );
        return this.tell(name, { type: 'Baseline', badBefore });
      }
      case 'runSlice':
        return this.run(name, action.slice);
      case 'report':
        return this.says({ type: 'BucketReport', bucket: name, attempt, report: action.report });
      case 'end':
        this.buckets.delete(name);
        this.unfinished.set(name, action.unfinished);
        this.says({ type: 'BucketEnded', bucket: name, attempt, report: action.report });
    }
  }

  private run(bucket: string, slice: Slice): void {
    const { act, nodes, number } = slice;
    const asked = (node: string) =>
      this.submissions.filter((one) => one.act === act && one.nodes.includes(node)).length;
    const verdicts = new Map(nodes.map((node) => [node, this.behaves(node, act, asked(node))]));
    this.submissions.push({ at: this.now, bucket, act, nodes, verdicts });
    this.lines.push(`${bucket}: ${act} on ${nodes.toSorted(compareNames).join(' ')}`);
    this.tell(bucket, {
      type: 'SliceSubmitted',
      number,
      jid: `2026${String(this.submissions.length).padStart(16, '0')}`,
    });
    this.timers.push({
      at: this.now + 2 * MINUTE,
      does: () => this.tell(bucket, { type: 'SliceEnded', number, outcome: this.outcomeOf(verdicts, act) }),
    });
  }

  private outcomeOf(verdicts: ReadonlyMap<string, SaltVerdictType>, act: SliceAct): SliceOutcome {
    const byVerdict: Partial<Record<SaltVerdictType, string[]>> = {};
    for (const [node, verdict] of this.shuffle([...verdicts])) (byVerdict[verdict] ??= []).push(node);
    const failed = [...verdicts].filter(([, verdict]) => FAILURES.includes(verdict)).map(([node]) => node);
    const pending = act === 'dry-run' ? (byVerdict.TestPending ?? []).toSorted(compareNames) : [];
    return {
      verdicts: byVerdict,
      failures: failed.map((node) => ({ ...this.cause(node), nodes: 1, examples: [node] })),
      changeSets: pending.map((node) => ({ text: this.changes(node), nodes: 1, examples: [node] })),
    };
  }

  private tell(name: string, event: Parameters<typeof takeBucketEvent>[1]): void {
    const bucket = this.buckets.get(name);
    if (bucket) bucket.state = takeBucketEvent(bucket.state, event, this.now);
  }
}
