import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  log,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { BudgetSight } from '../../activities/budget/sight.ts';
import type { AskLeave, GiveLeaveBack, LeaveAnswer } from '../../api/disruption-budget.ts';
import { type Call, createCall } from '../call.ts';
import {
  askLeaveUpdate,
  budgetDesireSignal,
  type DisruptionBudgetInput,
  giveLeaveBackSignal,
  wakeSignal,
} from '../contract.ts';
import { createStatusPublisher, type StatusPublisher } from '../status-publisher.ts';
import * as allowances from './allowance.ts';
import { type BudgetState, initialState, knownUids, nextLookMs } from './state.ts';
import { allowedBy, renderDetails, renderStatus } from './status.ts';

/** Requests that came together, and their answers once a look has settled them. */
interface Question {
  readonly requests: readonly AskLeave[];
  answers?: LeaveAnswer[][];
}

interface Budget {
  readonly input: DisruptionBudgetInput<BudgetState>;
  readonly state: BudgetState;
  readonly call: Call;
  /** Heard since the last look: what a look does not know of, it counts by its status alone. */
  readonly questions: Question[];
  readonly backs: GiveLeaveBack[];
  /** Set when something is to be looked at. */
  news: boolean;
  /** Of the last look. */
  sight?: BudgetSight;
  /** What was shown last, but for its revision. */
  shown: string;
  readonly status: StatusPublisher;
}

const LONG_HISTORY = 2_000;
const LAST_STATUS_MS = 60_000;
const BLIND_MS = 5_000;

/**
 * Who may make which machine unavailable, of those that one ComputeNodeDisruptionBudget selects. It looks at the nodes
 * whenever somebody asks or something may have changed, and gives leave as far as what it sees allows.
 */
export async function disruptionBudget(input: DisruptionBudgetInput<BudgetState>): Promise<void> {
  const state = input.carried ?? initialState();
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.applyBudget',
    nextEdge() {
      state.revision += 1;
      if (!budget.sight) throw new Error('unreachable: nothing is shown before the first look');
      return { ref: input.ref, revision: state.revision, status: renderStatus(state, budget.sight) };
    },
    outranked(revision) {
      state.revision = Math.max(state.revision, revision);
    },
  });
  const call = createCall(input.cell);
  const budget: Budget = { input, state, call, questions: [], backs: [], news: true, shown: '', status };
  listen(budget);

  for (let looks = 0; ; looks += 1) {
    if (await untilDue(budget, nextLookMs(state, looks, Date.now()))) looks = 0;
    if (isLong() && (await isQuiet(budget))) await continueAsNew<typeof disruptionBudget>({ ...input, carried: state });
    if ((await round(budget)) === 'gone' && (await isQuiet(budget))) return;
  }
}

function listen(budget: Budget): void {
  const { questions, backs } = budget;
  setHandler(budgetDesireSignal, () => {
    // The bridge misses something in the status: it is shown once more.
    budget.shown = '';
    budget.news = true;
  });
  setHandler(giveLeaveBackSignal, (back) => void backs.push(back));
  setHandler(askLeaveUpdate, async (requests) => {
    const question: Question = { requests };
    questions.push(question);
    await condition(() => question.answers !== undefined);
    return question.answers ?? [];
  });
}

/** True when there is news, false when it is only time for another look. */
function untilDue(budget: Budget, ms: number): Promise<boolean> {
  const isDue = () => budget.news || isTold(budget) || isLong();
  return condition(isDue, ms, { summary: 'next look at the nodes, unless there is news' });
}

function isLong(): boolean {
  return workflowInfo().historyLength > LONG_HISTORY || workflowInfo().continueAsNewSuggested;
}

/** True when nobody waits for an answer, and nothing is left to be shown: the run may end before anything else happens. */
async function isQuiet(budget: Budget): Promise<boolean> {
  await condition(() => isTold(budget) || (budget.status.settled() && allHandlersFinished()), LAST_STATUS_MS);
  return !isTold(budget) && allHandlersFinished();
}

function isTold({ questions, backs }: Budget): boolean {
  return questions.length > 0 || backs.length > 0;
}

/** One look, and what follows from it for everybody who asks or waits. */
async function round(budget: Budget): Promise<'done' | 'gone'> {
  const { state, input } = budget;
  budget.news = false;
  const asked = [...budget.questions];
  const requests = asked.flatMap((question) => question.requests);
  await dropUnneeded(budget);
  const back = budget.backs
    .splice(0)
    .reduce((all, each) => allowances.giveBack(all, each, Date.now()), state.allowance);
  const told = requests.reduce((all, each) => allowances.ask(all, each, Date.now()), back);
  state.allowance = allowances.prune(told, Date.now());
  const look = await lookAtNodes(budget);
  if (!look) return 'done';
  const settled = allowances.settle(state.allowance, look.sight, Date.now());
  state.allowance = requests.reduce((all, each) => allowances.confirm(all, each, Date.now()), settled.allowance);
  for (const question of asked) {
    question.answers = question.requests.map((each) => allowances.answerOf(state.allowance, each, look.sight));
    budget.questions.splice(budget.questions.indexOf(question), 1);
  }
  const answered = new Set(requests.flatMap(({ holder, nodes }) => nodes.map(({ uid }) => `${holder} ${uid}`)));
  const called = settled.called.filter(({ holder, uid }) => !answered.has(`${holder} ${uid}`));
  await wake(budget, called, `budget ${input.ref.name} has room`);
  if (!look.sight) return 'gone';
  show(budget, look.sight);
  return 'done';
}

/** Undefined when nobody could look: nothing is known then, and it is tried again. Without a sight there is no budget. */
async function lookAtNodes({ state, input, call }: Budget): Promise<{ sight?: BudgetSight } | undefined> {
  try {
    const nodes = knownUids(state);
    return { sight: await call('budget.look', { ref: input.ref, nodes }, `look at the nodes of ${input.ref.name}`) };
  } catch (error) {
    log.warn('The nodes of the budget could not be looked at', { error: String(error) });
    await sleep(BLIND_MS, { summary: 'nobody could look at the nodes' });
    return undefined;
  }
}

/** A holder that is no more, or has no use for its leave, does not keep others waiting. */
async function dropUnneeded({ state, call }: Budget): Promise<void> {
  const overdue = allowances.overdue(state.allowance, Date.now());
  if (overdue.length === 0) return;
  const leaves = overdue.map(({ holder, uid }) => ({ holder, uid }));
  const needed = await call('budget.needed', { leaves }, 'do the holders still need their leave?').catch(() =>
    overdue.map(() => true),
  );
  state.allowance = allowances.afterAsking(state.allowance, overdue, needed, Date.now());
}

/** The turn of one that is no more is the next one's. */
async function wake(budget: Budget, called: readonly { uid: string; holder: string }[], why: string): Promise<void> {
  const holders = [...new Set(called.map(({ holder }) => holder))];
  const woken = holders.map(async (holder) => {
    try {
      await getExternalWorkflowHandle(holder).signal(wakeSignal, { why });
    } catch {
      const nodes = called.filter((one) => one.holder === holder).map(({ uid }) => ({ uid, up: true }));
      budget.backs.push({ holder, nodes });
    }
  });
  await Promise.all(woken);
}

function show(budget: Budget, sight: BudgetSight): void {
  const { state } = budget;
  budget.sight = sight;
  state.revision = Math.max(state.revision, sight.revision);
  const allowed = allowedBy(state.allowance, sight) > 0;
  if (state.turnedAt?.allowed !== allowed) state.turnedAt = { allowed, at: new Date().toISOString() };
  const now = JSON.stringify({ ...renderStatus(state, sight), revision: 0 });
  if (now === budget.shown) return;
  budget.shown = now;
  setCurrentDetails(renderDetails(state));
  budget.status.publish();
}
