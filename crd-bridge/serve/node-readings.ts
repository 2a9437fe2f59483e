import type { ComputeNode } from '../../api/kinds/compute-node.ts';

/** What the statuses of all nodes add up to. No node is named: there may be 100,000. */
export interface NodeReadings {
  /** Nodes by phase; `New` is one whose status shows nothing yet. */
  phases: Map<string, number>;
  steps: StepReading[];
  /** Nodes that can go no further, by the reason. */
  stalled: Map<string, number>;
  /** Nodes by the conditions that call for somebody: those of CALLING that are True. */
  calling: Map<string, number>;
}

export interface StepReading {
  step: string;
  state: string;
  nodes: number;
  /** When the first of them began, in milliseconds since the epoch; undefined for states in which nothing is done. */
  oldestStart: number | undefined;
}

/** Conditions that call for somebody as long as they are True. Stalled has its reasons counted. */
const CALLING: readonly string[] = ['Paused', 'CleanupIncomplete', 'DeletionHeld', 'DisruptionHeld'];

/** States in which a step can be stuck. */
const UNDER_WAY: readonly string[] = ['Running', 'Retrying', 'Failed', 'Undoing'];

export function readNodes(nodes: readonly ComputeNode[]): NodeReadings {
  const phases = new Map<string, number>();
  const stalled = new Map<string, number>();
  const calling = new Map<string, number>(CALLING.map((condition) => [condition, 0]));
  const steps = new Map<string, Map<string, Tally>>();
  for (const { status } of nodes) {
    count(phases, status.phase ?? 'New');
    for (const { type, status: value, reason } of status.conditions ?? []) {
      if (value !== 'True') continue;
      if (type === 'Stalled') count(stalled, reason);
      else if (calling.has(type)) count(calling, type);
    }
    for (const step of status.steps ?? []) readStep(steps, step);
  }
  return { phases, stalled, calling, steps: [...steps].flatMap(([step, states]) => readingsOf(step, states)) };
}

type Step = NonNullable<ComputeNode['status']['steps']>[number];
/** One step in one state. Workflows write all times in the same form, so the earliest is the smallest text. */
type Tally = { nodes: number; oldest: string | undefined };

function readStep(steps: Map<string, Map<string, Tally>>, { name, state, startedAt }: Step): void {
  let states = steps.get(name);
  if (!states) steps.set(name, (states = new Map()));
  let tally = states.get(state);
  if (!tally) states.set(state, (tally = { nodes: 0, oldest: undefined }));
  tally.nodes += 1;
  if (startedAt !== undefined && (tally.oldest === undefined || startedAt < tally.oldest)) tally.oldest = startedAt;
}

function readingsOf(step: string, states: Map<string, Tally>): StepReading[] {
  return [...states].map(([state, { nodes, oldest }]) => {
    const oldestStart = oldest !== undefined && UNDER_WAY.includes(state) ? Date.parse(oldest) : undefined;
    return { step, state, nodes, oldestStart };
  });
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
