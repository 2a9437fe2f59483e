import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { PERMANENT_FAILURES } from '../api/failures.ts';
import { taskQueues } from './contract.ts';

export type ActivityName = keyof Activities & string;

/** Runs one activity. The summary is what people read in the Web UI: "install r1-a03: power on". */
export type Call = <N extends ActivityName>(
  name: N,
  argument: Parameters<Activities[N]>[0],
  summary: string,
) => ReturnType<Activities[N]>;

/** The system is the first part of an activity's name; each has a task queue of its own. */
const QUEUES: Record<string, (cell: string) => string> = {
  node: taskQueues.workflows,
  pool: taskQueues.workflows,
  kickstart: taskQueues.workflows,
  probe: taskQueues.workflows,
  drain: taskQueues.workflows,
  operation: taskQueues.workflows,
  provider: taskQueues.workflows,
  master: taskQueues.workflows,
  minion: taskQueues.workflows,
  scheduler: taskQueues.scheduler,
  claim: taskQueues.scheduler,
  ipam: taskQueues.scheduler,
  fuse: taskQueues.scheduler,
  budget: taskQueues.scheduler,
  foreman: taskQueues.foreman,
  cmdb: taskQueues.cmdb,
  dns: taskQueues.dns,
  bmc: taskQueues.bmc,
  rollout: taskQueues.workflows,
  gate: taskQueues.workflows,
  salt: taskQueues.salt,
};

/**
 * A few quick attempts bridge a hiccup or a worker's death. What lasts longer comes back to the workflow, which shows
 * it in the status and waits on a durable timer that people can cut short.
 */
const QUICK: ActivityOptions = {
  startToCloseTimeout: '60s',
  heartbeatTimeout: '10s',
  retry: {
    initialInterval: '300ms',
    backoffCoefficient: 2,
    maximumInterval: '2s',
    maximumAttempts: 4,
    nonRetryableErrorTypes: [...PERMANENT_FAILURES],
  },
};

const POWER: ActivityOptions = { ...QUICK, startToCloseTimeout: '4h' };

/** Those who run something there let it go when they can: pods end slowly, and budgets make them wait. */
const DRAIN: ActivityOptions = { ...QUICK, startToCloseTimeout: '24h' };

/** Long lists, read for a person who waits: tried twice, then it is said that there was no answer. */
const LOOK: ActivityOptions = {
  ...QUICK,
  startToCloseTimeout: '5m',
  retry: { ...QUICK.retry, maximumAttempts: 2 },
};

/** The chain of the provider has a back-off of its own; twice only because a worker may die at it. */
const PING: ActivityOptions = { ...QUICK, retry: { ...QUICK.retry, maximumAttempts: 2 } };

const SPECIAL: Partial<Record<ActivityName, ActivityOptions>> = {
  // Polls: each attempt says "not yet" without leaving a trace in the history.
  'foreman.awaitBuilt': {
    startToCloseTimeout: '60s',
    heartbeatTimeout: '10s',
    cancellationType: 'TRY_CANCEL',
    retry: { initialInterval: '5s', backoffCoefficient: 1.5, maximumInterval: '30s' },
  },
  'salt.awaitReturns': {
    startToCloseTimeout: '5m',
    heartbeatTimeout: '10s',
    cancellationType: 'TRY_CANCEL',
    retry: { initialInterval: '500ms', backoffCoefficient: 1.5, maximumInterval: '10s' },
  },
  // Power comes and goes seconds to minutes after the order; the activity watches it, and knows when to give up.
  'bmc.powerOff': POWER,
  'bmc.powerOn': POWER,
  'bmc.bootFromNetwork': POWER,
  'bmc.restart': POWER,
  'bmc.shutDown': POWER,
  'bmc.switchOn': POWER,
  'drain.run': DRAIN,
  'claim.inspect': LOOK,
  'foreman.inspect': LOOK,
  'cmdb.inspect': LOOK,
  'dns.inspect': LOOK,
  'bmc.inspect': LOOK,
  'foreman.hosts': LOOK,
  'cmdb.devices': LOOK,
  'bmc.systems': LOOK,
  'bmc.describe': LOOK,
  'foreman.ping': PING,
  'cmdb.ping': PING,
  'dns.ping': PING,
  // Tried once: after a failure the chain asks for another look, which trusts no memory.
  'pool.reconcile': { ...QUICK, startToCloseTimeout: '2m', retry: { ...QUICK.retry, maximumAttempts: 1 } },
  // Gates have times of their own, which end before: one that hangs is an answer. So has a planner.
  'gate.measure': { ...QUICK, startToCloseTimeout: '15m' },
  'rollout.createTransaction': { ...QUICK, startToCloseTimeout: '30m' },
  // A master that fetches a repository for the first time takes its time; the chains have a back-off of their own.
  'master.tend': { ...QUICK, startToCloseTimeout: '10m', retry: { ...QUICK.retry, maximumAttempts: 2 } },
  'minion.tend': { ...QUICK, startToCloseTimeout: '5m', retry: { ...QUICK.retry, maximumAttempts: 2 } },
  'provider.awaitSecretChange': {
    startToCloseTimeout: '60s',
    heartbeatTimeout: '10s',
    cancellationType: 'TRY_CANCEL',
    retry: { initialInterval: '10s', backoffCoefficient: 1 },
  },
};

/** `cancellationType` holds for all but polls, which have nothing to wait for. */
export function createCall(cell: string, cancellationType: ActivityOptions['cancellationType'] = 'TRY_CANCEL'): Call {
  return (name, argument, summary) => {
    const system = name.slice(0, name.indexOf('.'));
    const queue = QUEUES[system];
    if (!queue) throw new Error(`No task queue is named for activity ${name}`);
    const proxy = proxyActivities({
      cancellationType,
      ...(SPECIAL[name] ?? QUICK),
      taskQueue: queue(cell),
      summary,
    });
    const run = proxy[name] as unknown as (given: typeof argument) => ReturnType<Activities[typeof name]>;
    return run(argument);
  };
}
