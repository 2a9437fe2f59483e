import { condition, sleep, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { NodeCondition, Reason } from '../../api/conditions.ts';
import type { Owner } from '../../api/owner.ts';
import type { Call } from '../call.ts';
import type { ComputeNodeInput } from '../contract.ts';
import type { StepContext } from '../steps/step.ts';
import { type Claim, heard, type NodeState, setCondition } from './state.ts';
import { phaseOf } from './status.ts';
import { keyword } from '../search-attributes.ts';

/** What the operations of one node work with. */
export interface Chain {
  readonly input: ComputeNodeInput<NodeState>;
  readonly state: NodeState;
  call: Call;
  /** Shows the state of now in the status and in the Web UI. */
  publish(): void;
  /** Messages to other chains on their way: a run that ends before they have left takes them along. */
  telling: number;
  /** Cancels what runs, while something can be cancelled. */
  interrupt?: () => void;
}

export function nowText(): string {
  return new Date().toISOString();
}

export function show(
  chain: Chain,
  type: NodeCondition,
  status: 'True' | 'False' | 'Unknown',
  reason: Reason,
  message: string,
): void {
  setCondition(chain.state, type, status, reason, message, nowText());
}

export function ownerOf(chain: Chain, claim: Claim): Owner {
  const { uid, namespace, name } = chain.input.ref;
  return { uid, namespace, name, installId: claim.installId };
}

/** What a step sees of the chain. */
export function stepContext(chain: Chain, claim: Claim, note: (message: string) => void): StepContext {
  const { state } = chain;
  return {
    ref: chain.input.ref,
    owner: ownerOf(chain, claim),
    claim,
    inputs: claim.plan.inputs,
    facts: state.facts,
    call: chain.call,
    heard: (event) => heard(state, event),
    waitUntil,
    keep(kept) {
      state.claim = kept;
    },
    forget(event) {
      state.installer = state.installer.filter((message) => message.event !== event);
    },
    note,
  };
}

async function waitUntil(met: () => boolean, ms: number, what: string): Promise<boolean> {
  if (met()) return true;
  if (ms <= 0) return false;
  return condition(met, ms, { summary: what });
}

/**
 * Sleeps until somebody nudges the chain (a retry, a wake, a new wish), or `ms` are over; forever without `ms`. With
 * `before`, a nudge since then counts: what an attempt has not seen yet may have changed while it ran.
 */
export async function waitForNudge(
  chain: Chain,
  ms: number | undefined,
  before: number = chain.state.nudges,
): Promise<void> {
  const nudged = () => chain.state.nudges !== before;
  if (nudged()) return;
  if (ms === undefined) await condition(nudged);
  else await condition(nudged, ms, { summary: 'next attempt, unless somebody nudges' });
}

/** Waits for the next change of who pauses the node: a resume, an edit, or a pause that runs out by itself. */
export async function waitForPauseChange(changed: () => boolean, endsInMs: number | undefined): Promise<void> {
  if (endsInMs === undefined) await condition(changed);
  else await Promise.race([condition(changed), sleep(endsInMs, { summary: 'the pause ends' })]);
}

const PHASE = keyword('BedplatePhase');
const RACK = keyword('BedplateRack');

/** Makes `temporal workflow list --query "BedplateRack='r1'"` work. Writes nothing that is there already. */
export function indexForSearch(chain: Chain): void {
  const current = workflowInfo().typedSearchAttributes;
  const phase = phaseOf(chain.state, Date.now());
  const rack = chain.state.claim?.plan.inputs.asset.rack?.name ?? null;
  const changes = [];
  if (current.get(PHASE) !== phase) changes.push({ key: PHASE, value: phase });
  if ((current.get(RACK) ?? null) !== rack) changes.push({ key: RACK, value: rack });
  if (changes.length > 0) upsertSearchAttributes(changes);
}

/** Thrown at a wait to unwind to the main loop, which continues as new. Carries nothing: all is in the state. */
export class RollOver extends Error {
  constructor() {
    super('The history has grown long; the chain goes on in a new run');
    this.name = 'RollOver';
  }
}
