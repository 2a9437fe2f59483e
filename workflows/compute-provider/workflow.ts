import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { ObservedProvider } from '../../activities/provider/activities.ts';
import { createCall, type Call } from '../call.ts';
import { type ComputeProviderInput, probeSignal, providerDesireSignal, troubleSignal } from '../contract.ts';
import { type Fault, faultOf } from '../failure.ts';
import { shouldRollOver } from '../roll-over.ts';
import { createStatusPublisher } from '../status-publisher.ts';
import * as states from './state.ts';
import { renderDetails, renderStatus } from './status.ts';

type State = states.ProviderState;
type Found = Extract<ObservedProvider, { found: true }>;

interface Chain {
  readonly input: ComputeProviderInput<State>;
  readonly state: State;
  readonly call: Call;
  publish(): void;
  settled(): boolean;
}

/** A provider that is well is looked at once a day: also to notice that it is gone. */
const DAILY_MS = 86_400_000;
/** How long a look waits for the trouble before it to be shown: nodes are woken by the change, so it must be seen. */
const SHOWN_MS = 5_000;

/**
 * The chain of one ComputeProvider: the one prober of its systems. It looks when the provider is new or changed, when a
 * worker reports trouble, and again while something is not well; between that it is an idle run.
 */
export async function computeProvider(input: ComputeProviderInput<State>): Promise<void> {
  const state = input.carried ?? states.initialState();
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.applyProvider',
    nextEdge() {
      state.revision += 1;
      return { ref: input.ref, revision: state.revision, status: renderStatus(state, Date.now()) };
    },
    outranked(revision) {
      state.revision = Math.max(state.revision, revision);
    },
  });
  const chain: Chain = {
    input,
    state,
    call: createCall(input.cell),
    publish() {
      setCurrentDetails(renderDetails(state));
      status.publish();
    },
    settled: () => status.settled(),
  };
  listen(chain);
  setCurrentDetails(renderDetails(state));

  for (;;) {
    await untilDue(chain);
    await condition(chain.settled, SHOWN_MS);
    if ((await look(chain)) === 'gone') return;
    const isWell = state.systems.every(({ well }) => well);
    if (!isWell && !shouldRollOver()) continue;
    await condition(chain.settled, SHOWN_MS);
    await condition(allHandlersFinished);
    await continueAsNew<typeof computeProvider>({ ...input, carried: state });
  }
}

function listen({ state, publish }: Chain): void {
  setHandler(providerDesireSignal, (desire) => states.takeDesire(state, desire));
  setHandler(troubleSignal, (trouble) => {
    if (states.takeTrouble(state, trouble, Date.now()) === 'news') publish();
  });
  setHandler(probeSignal, (request) => states.takeProbe(state, request, Date.now()));
}

/** Sleeps until a system is to be looked at. */
async function untilDue(chain: Chain): Promise<void> {
  const { state } = chain;
  for (;;) {
    const waitMs = state.notBefore - Date.now();
    if (state.systems.some(({ due }) => due)) {
      if (waitMs <= 0) return;
      await news(state, waitMs, 'it flaps: the next look waits');
      continue;
    }
    const bad = state.systems.filter(({ well }) => !well);
    if (bad.some(({ outage }) => outage !== 'refused')) {
      if (!(await news(state, states.probeBackoffMs(state.failures), 'next look'))) return;
    } else if (bad.length > 0) {
      if (await secretChanged(chain, bad)) return;
    } else if (!(await news(state, DAILY_MS, 'daily look'))) {
      for (const system of state.systems) system.due = true;
    }
  }
}

/** False when the time is over. */
function news(state: State, ms: number, what: string): Promise<boolean> {
  const before = state.news;
  return condition(() => state.news !== before, ms, { summary: what });
}

/** A refused credential is left alone until its Secret changes, somebody asks, or ten minutes are over. */
async function secretChanged({ state, call }: Chain, refused: readonly states.SystemState[]): Promise<boolean> {
  const before = state.news;
  const secrets = refused.flatMap(({ secret, refused }) =>
    secret ? [{ ref: secret, version: refused?.version ?? '' }] : [],
  );
  let changed = false;
  const watch = new CancellationScope();
  const watching = watch.run(async () => {
    await call('provider.awaitSecretChange', { secrets }, 'wait for another Secret');
    changed = true;
  });
  const settled = watching.catch((error: unknown) => {
    if (!isCancellation(error)) changed = false;
  });
  const isHeard = await condition(() => changed || state.news !== before, states.REFUSED_MS, {
    summary: 'refused: the next look, unless its Secret changes',
  });
  watch.cancel();
  await settled;
  return changed || !isHeard;
}

/** One round of looks, each system by one call on its own queue. */
async function look(chain: Chain): Promise<'looked' | 'gone'> {
  const { state, input, call, publish } = chain;
  const seen = await read(chain);
  if (!seen) return 'looked';
  if (!seen.found) return 'gone';
  state.revision = Math.max(state.revision, seen.revision);
  for (const system of state.systems) {
    system.secret = seen.systems[system.name].credentialsSecretRef;
    if (seen.generation !== state.generation) system.due = true;
  }
  state.generation = seen.generation;
  const pings: Record<states.SystemState['name'], () => Promise<void>> = {
    foreman: () => call('foreman.ping', { foreman: seen.systems.foreman }, `${input.ref.name}: does Foreman answer`),
    cmdb: () => call('cmdb.ping', { cmdb: seen.systems.cmdb }, `${input.ref.name}: does the CMDB answer`),
    dns: () => call('dns.ping', { dns: seen.systems.dns }, `${input.ref.name}: does the name server answer`),
  };
  const looks = states.toLookAt(state, seen.secrets, Date.now()).map(async (system) => {
    const fault = await faultIn(pings[system.name]);
    states.takeLook(system, fault, seen.secrets[system.name], Date.now());
  });
  await Promise.all(looks);
  states.takeRound(state, Date.now());
  publish();
  return 'looked';
}

/** Undefined when the apiserver does not answer: then nothing is known, and it is asked again. */
async function read({ state, input, call }: Chain): Promise<Found | { found: false } | undefined> {
  try {
    return await call('provider.read', { ref: input.ref }, `look at ComputeProvider ${input.ref.name}`);
  } catch {
    state.failures += 1;
    state.notBefore = Date.now() + states.probeBackoffMs(state.failures);
    return undefined;
  }
}

async function faultIn(ping: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await ping();
    return undefined;
  } catch (error) {
    return faultOf(error);
  }
}
