import type { NodeCondition, Reason } from '../../api/conditions.ts';
import type { BudgetRef } from '../../api/disruption-budget.ts';
import type { WaitsFor } from '../../api/failures.ts';
import type { ComputeNodeStatus, ShownPause } from '../../api/kinds/compute-node.ts';
import { msToNextEnd, type Pause, pausesInForce, withoutEnded, withPause } from '../../api/pauses.ts';
import type { NodeAddress, ResolvedPlan } from '../../api/plan.ts';
import type {
  CancelOperation,
  Desire,
  InstallerMessage,
  OperateRequest,
  PauseRequest,
  ReleaseRequest,
  ResumeRequest,
} from '../contract.ts';

export type StepState = NonNullable<ComputeNodeStatus['steps']>[number]['state'];

export interface StepProgress {
  name: string;
  state: StepState;
  startedAt?: string;
  finishedAt?: string;
  attempts: number;
  message: string;
}

export interface ConditionState {
  status: 'True' | 'False' | 'Unknown';
  reason: Reason;
  message: string;
  since: string;
}

/** What the AssetClaim said when it was last written. */
export interface Claim {
  asset: string;
  installId: string;
  booted: boolean;
  attempt: number;
  /** How often an operation had its machine installed anew. */
  reinstalls?: number;
  plan: ResolvedPlan;
  /** Of a machine that ran before it was claimed. */
  adoption?: 'Pending' | 'Done';
}

/**
 * Whether the machine runs for the claim: also when only an earlier permit of it was used. One that is still being adopted
 * ran before, and is nobody's of ours yet.
 */
export function everBooted(claim: Pick<Claim, 'booted' | 'attempt' | 'reinstalls' | 'adoption'>): boolean {
  const wasUsed = claim.booted || claim.attempt > 1 || (claim.reinstalls ?? 0) > 0;
  return wasUsed && claim.adoption !== 'Pending';
}

/** What steps found out and later steps need. */
export interface Facts {
  addresses?: NodeAddress[];
  hostKey?: string;
}

export interface HistoryEntry {
  operation: string;
  result: string;
  startedAt: string;
  finishedAt?: string;
  by?: string;
  message?: string;
}

/** One operation that was asked of the node. */
export interface AskedOperation {
  request: OperateRequest;
  /** RFC 3339, when its turn came. */
  startedAt?: string;
  /** How ready the node was then. */
  readyBefore?: ConditionState;
  /** The machine is not as it was before: it is not called off any more, but brought to its end. */
  touched?: boolean;
  cancel?: CancelOperation;
}

/** What the fuse said of the node's deletion. */
export type FuseVerdict =
  | { verdict: 'admitted' }
  | { verdict: 'held'; why: string }
  /** A person answers for it. */
  | { verdict: 'confirmed' };

/** What is to make the machine unavailable, before its budgets and with their leave. */
export interface Disrupting {
  /** As it was before. */
  ready?: ConditionState;
  /** Milliseconds since the epoch: since when the budgets are asked. */
  since?: number;
  /** Where it has leave, or waits for it. */
  budgets?: BudgetRef[];
  /** Why it waits, while it does. */
  held?: string;
  given?: boolean;
  /** Who lets it go on against its budgets, and why. */
  overruledBy?: string;
}

/** Everything that a chain carries from run to run: plain JSON, small. */
export interface NodeState {
  revision: number;
  /** The last generation that was taken notice of. */
  generation: number;
  desire?: Desire;
  /** True from the first Ready on: provisioning is over, also for later generations. */
  provisioned: boolean;
  claim?: Claim;
  facts: Facts;
  conditions: Partial<Record<NodeCondition, ConditionState>>;
  steps: StepProgress[];
  pauses: Pause[];
  waitsFor: WaitsFor[];
  history: HistoryEntry[];
  /** Heard from the machine, for the current installId only. */
  installer: InstallerMessage[];
  /** Assets given up as Suspect in this operation. */
  assetsTried: number;
  /** Their names. A chain of before they were kept has none. */
  suspects?: string[];
  /** Somebody asked for the status once more (it was wiped, or the bridge is new). */
  republish: boolean;
  /** Counts retries and wakes: a waiting step goes on when it grows. */
  nudges: number;
  release?: ReleaseRequest;
  /** In the order in which they came; the first one is at work, or is the next. */
  operations?: AskedOperation[];
  /** Uids of operations that are over here: one that is asked once more is not done once more. */
  operated?: string[];
  /** Undefined until the fuse was asked about the deletion. */
  fuse?: FuseVerdict;
  disrupting?: Disrupting;
  /** Why the chain is to look whether its object is there. */
  look?: string;
  /** What waits for a retry just now: the answer to `bedplate retry`. */
  waiting?: string;
  /** Set while a power-off or a wipe can't be confirmed: `bedplate release --force` is taken only then. */
  stuck?: string;
}

export function initialState(): NodeState {
  return {
    revision: 0,
    generation: -1,
    provisioned: false,
    facts: {},
    conditions: {},
    steps: [],
    pauses: [],
    waitsFor: [],
    history: [],
    installer: [],
    assetsTried: 0,
    republish: false,
    nudges: 0,
  };
}

export type Operation = 'look' | 'provision' | 'delete' | 'accept' | 'operate' | 'none';

/** What the chain does next. Deletion wins; provisioning goes on until Ready; then what people ask for has its turn. `now` in milliseconds. */
export function nextOperation(state: NodeState, now: number): Operation {
  if (state.look !== undefined) return 'look';
  if (!state.desire) return 'none';
  if (state.desire.delete) return 'delete';
  if (!state.provisioned) return 'provision';
  if (state.republish || state.desire.generation !== state.generation) return 'accept';
  if (state.operations?.length && activePauses(state, now).length === 0) return 'operate';
  return 'none';
}

export function takeDesire(state: NodeState, desire: Desire): void {
  const before = state.desire;
  // Signals can overtake each other; what was seen of a later generation, and a seen deletion, stay seen.
  if (before && desire.generation < before.generation) return;
  const news = before?.generation !== desire.generation || before?.delete !== desire.delete;
  state.desire = { ...desire, delete: desire.delete || before?.delete === true };
  state.republish = true;
  if (news) state.nudges += 1;
}

export function takePause(state: NodeState, request: PauseRequest, now: string): void {
  state.pauses = withPause(state.pauses, request, now);
  state.republish = true;
}

/** Pauses that ended by themselves are out, and that is to be shown. */
export function takePauseEnds(state: NodeState, now: number): void {
  const left = withoutEnded(state.pauses, now);
  state.republish ||= left.length < state.pauses.length;
  state.pauses = left;
}

/** A resume ends the pauses of commands, whoever made them; what stands in git stays. */
export function takeResume(state: NodeState, request: ResumeRequest, now: string): void {
  if (state.pauses.length > 0) {
    remember(state, { operation: 'resume', result: 'Done', startedAt: now, by: request.by, message: request.why });
  }
  state.pauses = [];
  state.republish = true;
}

export function takeOperation(state: NodeState, request: OperateRequest): 'taken' | 'known' {
  const asked = state.operations ?? [];
  const { uid } = request.operation;
  const isKnown = state.operated?.includes(uid) || asked.some(({ request: { operation } }) => operation.uid === uid);
  if (isKnown) return 'known';
  state.operations = [...asked, { request }];
  return 'taken';
}

/** Marks it only: the chain itself brings it to a safe point. */
export function takeCancel(state: NodeState, cancel: CancelOperation): void {
  const asked = state.operations?.find(({ request }) => request.operation.uid === cancel.operation);
  if (!asked || asked.cancel) return;
  asked.cancel = cancel;
  state.nudges += 1;
}

/** It is over, however it ended. */
export function forgetOperation(state: NodeState, { request }: AskedOperation): void {
  state.operations = (state.operations ?? []).filter((asked) => asked.request !== request);
  state.operated = [...(state.operated ?? []), request.operation.uid].slice(-32);
}

export function takeInstallerMessage(state: NodeState, message: InstallerMessage): void {
  if (message.installId !== state.claim?.installId) return;
  if (state.installer.some((heard) => heard.event === message.event)) return;
  state.installer.push(message);
}

export function heard(state: NodeState, event: InstallerMessage['event']): InstallerMessage | undefined {
  return state.installer.find((message) => message.event === event);
}

/** True once the install of this permit is over, by the machine's word or by Foreman's. */
export function installReported(state: NodeState, installId: string): boolean {
  if (state.claim?.installId !== installId) return false;
  const installed = state.steps.some((step) => step.name === 'install' && step.state === 'Done');
  return state.provisioned || installed || heard(state, 'installed') !== undefined;
}

/** The pauses in force at `now` (milliseconds), from all sources. */
export function activePauses(state: NodeState, now: number): ShownPause[] {
  return pausesInForce(state.desire, state.pauses, now);
}

/** Milliseconds until the first pause ends by itself; undefined when none does. */
export function nextPauseEnd(state: NodeState, now: number): number | undefined {
  return msToNextEnd(state.pauses, now);
}

export function setCondition(
  state: NodeState,
  type: NodeCondition,
  status: ConditionState['status'],
  reason: Reason,
  message: string,
  now: string,
): void {
  const before = state.conditions[type];
  const since = before?.status === status ? before.since : now;
  state.conditions[type] = { status, reason, message, since };
}

export function remember(state: NodeState, entry: HistoryEntry): void {
  state.history = [...state.history, entry].slice(-10);
}
