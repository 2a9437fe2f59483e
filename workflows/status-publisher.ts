import { CancellationScope, condition, log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { type StatusActivities, type StatusEdgeResult, taskQueues } from './contract.ts';
import { indexPhase } from './search-attributes.ts';

export interface StatusPublisher {
  /** Asks for the state of now to be shown. Returns at once; what is asked while one is on its way makes one more. */
  publish(how?: { soon: boolean }): void;
  /** True when everything asked for was shown (or its object is gone). */
  settled(): boolean;
}

type Name = keyof StatusActivities;
type Edge<N extends Name> = Parameters<StatusActivities[N]>[0];

interface Source<N extends Name> {
  /** The activity that shows it. */
  activity: N;
  /** The status of now, under the next revision. */
  nextEdge(): Edge<N>;
  /** The object shows `revision` already: later edges must be above it. */
  outranked(revision: number): void;
  /** Milliseconds between two of them, at least, unless one is asked for soon. */
  paceMs?: number;
}

/** Resolves when everything else of this workflow task has run: what it asks for until then is one status, not several. */
function endOfTask(): Promise<void> {
  // Conditions are looked at when they are made, and again once nothing else can go on.
  let looks = 0;
  return condition(() => (looks += 1) > 1);
}

/** Status goes up one at a time, newer replaces waiting, and no cancellation of a step takes it along. */
export function createStatusPublisher<N extends Name>(clusterId: string, source: Source<N>): StatusPublisher {
  const apply = proxyActivities<StatusActivities>({
    taskQueue: taskQueues.status(clusterId),
    startToCloseTimeout: '30s',
    heartbeatTimeout: '10s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
    summary: 'show status',
  })[source.activity] as (edge: Edge<N>) => Promise<StatusEdgeResult>;
  let asked = 0;
  let shown = 0;
  let pumping = false;
  let soon = false;
  let nextAt = 0;

  async function pump(): Promise<void> {
    while (shown < asked) {
      await endOfTask();
      const early = nextAt - Date.now();
      if (early > 0) await condition(() => soon, early, { summary: 'what changes often is shown less often' });
      soon = false;
      nextAt = Date.now() + (source.paceMs ?? 0);
      const target = asked;
      const result = await send(source.nextEdge());
      shown = target;
      if (result.outcome !== 'stale') continue;
      source.outranked(result.revision);
      asked += 1;
      soon = true;
    }
    // In the same breath as the last look: what is asked a moment later must find nobody pumping.
    pumping = false;
  }

  async function send(edge: Edge<N>): Promise<StatusEdgeResult> {
    try {
      return await apply(edge);
    } catch (error) {
      // A status that can't be shown must not stop the work; the next edge carries everything anyway.
      log.warn('The status could not be shown', { revision: edge.revision, error: String(error) });
      return { outcome: 'gone' };
    }
  }

  return {
    publish(how) {
      asked += 1;
      soon ||= how?.soon ?? false;
      if (pumping) return;
      pumping = true;
      void CancellationScope.nonCancellable(pump);
    },
    settled: () => !pumping && shown === asked,
  };
}

interface Shown<N extends Name> {
  readonly activity: N;
  readonly ref: Edge<N>['ref'];
  /** `republish`: it is to be shown though nothing changed. */
  readonly state: { revision: number; republish: boolean };
  status(): Edge<N>['status'];
  /** What the status says, but for its number and the times in it. */
  facts(): object;
  /** One word for lists of workflows. */
  phase(): string;
  /** What the Web UI shows as current details. */
  details(): string;
  /** Milliseconds between two statuses of one phase, at least. */
  paceMs?: number;
}

/** The same for a chain that asks after each of its decisions: what is shown already is not shown again. */
export function createChangePublisher<N extends Name>(clusterId: string, shown: Shown<N>): StatusPublisher {
  const { activity, ref, state, paceMs } = shown;
  const status = createStatusPublisher(clusterId, {
    activity,
    paceMs,
    nextEdge() {
      state.revision += 1;
      return { ref, revision: state.revision, status: shown.status() } as Edge<N>;
    },
    outranked(revision) {
      state.revision = Math.max(state.revision, revision);
    },
  });
  let last: string | undefined;
  let lastPhase: string | undefined;
  return {
    publish() {
      const text = JSON.stringify({ ...shown.facts(), revision: 0 });
      if (text === last && !state.republish) return;
      const phase = shown.phase();
      const soon = state.republish || phase !== lastPhase;
      last = text;
      lastPhase = phase;
      state.republish = false;
      indexPhase(phase);
      setCurrentDetails(shown.details());
      status.publish({ soon });
    },
    settled: status.settled,
  };
}
