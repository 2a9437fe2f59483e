import type { DeploymentLook, SeenDeployment } from '../../activities/rollout/look.ts';
import type { Reason } from '../../api/conditions.ts';
import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import { turnOf } from '../../api/rollout/behind.ts';
import { msToNextEnd, type Pause, withoutEnded, withPause } from '../../api/pauses.ts';
import type {
  DeploymentWord,
  MinionsNews,
  PauseRequest,
  ResumeRequest,
  RolloutRequest,
  SaltDeploymentDesire,
  SaltTransactionRef,
  TransactionReport,
} from '../contract.ts';
import { backoffMs, type Fault } from '../failure.ts';

type SeenLook = Extract<DeploymentLook, { outcome: 'seen' }>;

/** What nodes run: a commit, and the states and roles that go with it. */
export interface Content {
  commit: string;
  content: string;
}

/** What a deployment does next, or why it does nothing. */
export type Next =
  /** Nothing is known, or nothing is to be done. */
  | { next: 'rest'; reason: Reason; message: string }
  /** A transaction is under way, and goes on. */
  | { next: 'goOn' }
  /** It is to make way: something else is wanted. */
  | { next: 'supersede'; why: string }
  | { next: 'abort'; why: string }
  | { next: 'begin'; wish: Wish }
  /** The object is to be let go. */
  | { next: 'letGo' };

/** A transaction to be begun. */
export interface Wish extends Content {
  manner: string;
  onlyTried: boolean;
  fromCommit: string | null;
  rollsBack?: string;
  by: string;
  why: string;
}

/** A transaction, as it was begun. */
export interface Begun extends Wish {
  ref: SaltTransactionRef;
  generation: number;
  startedAt: string;
  /** It was told to make way. */
  superseded?: true;
  report?: TransactionReport;
}

/** Not begun again by itself as long as the same is wanted in the same manner. */
export interface Refused extends Content {
  manner: string;
  why: string;
}

type History = NonNullable<SaltDeploymentStatus['history']>;

/** Everything that the chain carries from run to run: plain JSON, small. */
export interface DeploymentState {
  revision: number;
  desire?: SaltDeploymentDesire;
  /** By command. */
  pauses: Pause[];
  /** Of the last look; undefined before the first. */
  seen?: SeenDeployment;
  fault?: Fault;
  failures: number;
  /** Under way, or the last one. */
  current?: Begun;
  good?: Content;
  /** Good before that: what a rollback by command goes back to. */
  goodBefore?: Content;
  failed?: Refused;
  /** Only tried, and through with it. */
  tried?: Refused;
  /** Somebody wants the commit before, and who, and why. */
  rollback?: RolloutRequest & { transaction: string; to: Content };
  history: History;
  /** Counts transactions of one generation: their names differ by it. */
  made: { generation: number; count: number };
  /** Counts what was said to transactions; and what is still to be said to the present one. */
  said: number;
  outbox: DeploymentWord[];
  /** What stands in the object, as the transaction was told last. */
  toldPauses?: string;
  /** Something was heard that wants a decision, and a look before it. */
  due: boolean;
  wantsLook: boolean;
  /** Milliseconds since the epoch: look again then, heard or not. */
  nextLookAt?: number;
  /** Nodes that came later and were brought to the good commit, or could not be: once for each commit. */
  caughtUp: { commit: string; nodes: string[] };
  /** Numbers the times. */
  catchUps: number;
  /** What catching up made of minions, and is not shown yet. */
  unshown: MinionsNews[];
  /** Nodes that came while the present transaction is under way, and that it was told of. */
  joined?: string[];
  /** What was decided last. */
  next?: Next;
  republish: boolean;
}

export function initialState(): DeploymentState {
  return {
    revision: 0,
    pauses: [],
    failures: 0,
    history: [],
    made: { generation: -1, count: 0 },
    caughtUp: { commit: '', nodes: [] },
    catchUps: 0,
    unshown: [],
    said: 0,
    outbox: [],
    due: true,
    wantsLook: true,
    republish: false,
  };
}

export function takeDesire(state: DeploymentState, desire: SaltDeploymentDesire): void {
  const before = state.desire;
  if (before && desire.generation < before.generation) return;
  state.desire = { ...desire, delete: desire.delete || before?.delete === true };
  state.republish = true;
  state.wantsLook = true;
  state.due = true;
}

export function takePause(state: DeploymentState, request: PauseRequest, now: number): void {
  state.pauses = withPause(state.pauses, request, new Date(now).toISOString());
  const { by, why, until } = request;
  say(state, { type: 'Pause', by, why, until: until === undefined ? undefined : Date.parse(until) });
}

/** Pauses that ended by themselves are out before anything is decided; the rollout that is under way knows their ends itself. */
export function takePauseEnds(state: DeploymentState, now: number): void {
  state.pauses = withoutEnded(state.pauses, now);
}

/** A resume ends the pauses of commands, whoever made them, and what the rollout holds by itself; what stands in git stays. */
export function takeResume(state: DeploymentState, { by, why }: ResumeRequest): void {
  state.pauses = [];
  say(state, { type: 'Resume', by, why });
}

export function say(state: DeploymentState, word: DeploymentWord): void {
  if (isUnderWay(state)) state.outbox.push(word);
  state.due = true;
}

export function isUnderWay({ current }: DeploymentState): boolean {
  return current !== undefined && current.report?.endedAt === undefined;
}

/** What a look found. The rollout hears what changed of the pauses in the object. */
export function takeLook(state: DeploymentState, { outcome: _, ...seen }: SeenLook, now: number): void {
  state.seen = seen;
  state.fault = undefined;
  state.failures = 0;
  state.nextLookAt = now + seen.nextLookMs;
  state.revision = Math.max(state.revision, seen.revision);
  if (seen.deleting && state.desire) state.desire.delete = true;
  tellPauses(state, seen);
}

function tellPauses(state: DeploymentState, { pausedBySpec, pausedByAnnotation }: SeenDeployment): void {
  const told = JSON.stringify([pausedBySpec, pausedByAnnotation]);
  if (told === state.toldPauses || !isUnderWay(state)) return;
  state.toldPauses = told;
  say(state, { type: 'ObjectPauses', pausedBySpec, pausedByAnnotation });
}

export function takeFault(state: DeploymentState, fault: Fault, now: number): void {
  state.fault = fault;
  state.failures += 1;
  state.nextLookAt = now + backoffMs(fault, state.failures);
}

export function wantsLook({ wantsLook: wants, nextLookAt }: DeploymentState, now: number): boolean {
  return wants || (nextLookAt !== undefined && nextLookAt <= now);
}

/** Milliseconds to the next look, when nothing is heard before; undefined when there is nothing to look at. */
export function msToNextLook(state: DeploymentState, now: number): number | undefined {
  if (!state.seen && !state.fault) return undefined;
  const planned = Math.max(0, (state.nextLookAt ?? now) - now);
  return Math.min(planned, msToNextEnd(state.pauses, now) ?? Infinity);
}

/** Nothing is under way, and nothing is waited for but news. */
export function isSettled(state: DeploymentState): boolean {
  return state.seen !== undefined && !isUnderWay(state) && !state.fault && state.next?.next === 'rest';
}

/** Nodes that came later, and were not tried at the good commit yet; whom the rollout has taken in is its own matter. */
export function toCatchUp({ seen, good, caughtUp, joined = [] }: DeploymentState): string[] {
  if (!seen || !good) return [];
  const tried = new Set(turnsAt(caughtUp, good));
  const taken = new Set(joined);
  return seen.behind.filter((name) => {
    const renewed = seen.renewed[name];
    return !tried.has(turnOf(name, renewed)) && (renewed !== undefined || !taken.has(name));
  });
}

export function takeCatchUp(state: DeploymentState, nodes: readonly string[], commit: string): void {
  const { seen, caughtUp } = state;
  const before = caughtUp.commit === commit ? caughtUp.nodes : [];
  state.caughtUp = { commit, nodes: [...before, ...nodes.map((name) => turnOf(name, seen?.renewed[name]))] };
}

/** Those that were had at the commit that is good now. */
export function turnsAt(caughtUp: DeploymentState['caughtUp'], good: Content | undefined): string[] {
  return caughtUp.commit === good?.commit ? caughtUp.nodes : [];
}

/** Nodes that came meanwhile have their turn in the rollout, once they have the commit that is good: never that one afterwards. */
export function tellJoined(state: DeploymentState): void {
  const { seen, current, good, joined = [] } = state;
  if (!isUnderWay(state) || current?.commit === good?.commit) return;
  const waiting = new Set(toCatchUp(state));
  const nodes = (seen?.joined ?? []).filter(({ name }) => !joined.includes(name) && !waiting.has(name));
  if (nodes.length === 0) return;
  state.joined = [...joined, ...nodes.map(({ name }) => name)];
  say(state, { type: 'NodesJoined', nodes });
}

/** Said once: the transaction is brought to its end by itself. */
export function makeWay(state: DeploymentState, word: DeploymentWord): void {
  const { current } = state;
  if (!current || current.superseded) return;
  current.superseded = true;
  state.outbox.push(word);
}

export function takeReport(state: DeploymentState, report: TransactionReport): void {
  const { current } = state;
  if (current?.ref.uid !== report.transaction || current.report?.endedAt !== undefined) return;
  current.report = report;
  state.due = true;
  if (report.endedAt === undefined) return;
  // It may have ended before it heard of some.
  state.joined = report.joined ?? [];
  conclude(state, current, report, report.endedAt);
}

function conclude(state: DeploymentState, current: Begun, report: TransactionReport, endedAt: string): void {
  const { commit, content, manner, onlyTried } = current;
  const entry = state.history.find(({ transaction }) => transaction === current.ref.name);
  if (entry) Object.assign(entry, { phase: report.phase, finishedAt: endedAt, why: report.message });
  state.outbox = [];
  state.toldPauses = undefined;
  switch (report.phase) {
    case 'Succeeded':
      if (onlyTried) state.tried = { commit, content, manner, why: report.message };
      else takeGood(state, { commit, content });
      return;
    case 'RolledBack':
    case 'Aborted':
      state.failed = { commit, content, manner, why: report.message };
      if (report.phase === 'RolledBack') wantRollback(state, current, report);
      return;
    default:
      return;
  }
}

/** Everything runs it. What failed before is forgotten when it is this one. */
function takeGood(state: DeploymentState, good: Content): void {
  const { commit } = good;
  if (state.good && state.good.commit !== commit) state.goodBefore = state.good;
  state.good = good;
  // Nodes that came meanwhile have another one.
  state.wantsLook = true;
  state.tried = undefined;
  if (state.failed?.commit === commit) state.failed = undefined;
}

/** Nothing was good before: then there is nothing to go back to. */
function wantRollback(state: DeploymentState, { ref }: Begun, { message }: TransactionReport): void {
  if (!state.good) return;
  state.rollback = { by: 'the rollout', why: message, transaction: ref.name, to: state.good };
}
