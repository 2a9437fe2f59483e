import type { Reason } from '../../api/conditions.ts';
import type { Outage } from '../../api/failures.ts';
import type { SecretRef } from '../../api/plan.ts';
import { PROVIDER_SYSTEMS, type ProviderSystem } from '../../api/provider-systems.ts';
import type { Fault } from '../failure.ts';
import type { ProbeRequest, ProviderDesire, Trouble } from '../contract.ts';

export interface SystemState {
  name: ProviderSystem;
  /** Undefined until it was looked at for the first time. */
  well?: boolean;
  reason: Reason;
  message: string;
  /** RFC 3339, since when it is well or not. */
  since: string;
  /** Why it is not well: `refused` waits for its Secret, anything else is looked at again and again. */
  outage?: Outage;
  /** Somebody wants it to be looked at. */
  due: boolean;
  secret?: SecretRef;
  /** The version of the Secret that was refused, and when (milliseconds since the epoch). */
  refused?: { version: string; at: number };
  /** The version of the Secret that was taken last. */
  takenVersion?: string;
}

/** Everything that the chain carries from run to run: plain JSON, small. */
export interface ProviderState {
  revision: number;
  /** The last generation that was looked at. */
  generation: number;
  desire?: ProviderDesire;
  systems: SystemState[];
  /** Looks in a row that found something down. A system that flaps does not begin at the shortest wait each time. */
  failures: number;
  /** Milliseconds since the epoch when everything was last found well. */
  wellAt?: number;
  /** Milliseconds since the epoch: nothing that was reported is looked at before. */
  notBefore: number;
  /** Milliseconds since the epoch when people lately made us look; the last one may still come. */
  probes: number[];
  /** Counts what was heard: a wait looks again when it grows. */
  news: number;
}

export function initialState(): ProviderState {
  const names = Object.keys(PROVIDER_SYSTEMS) as ProviderSystem[];
  const systems = names.map((name) => ({ name, reason: 'Unknown' as const, message: '', since: '', due: true }));
  return { revision: 0, generation: -1, systems, failures: 0, notBefore: 0, probes: [], news: 0 };
}

export const FIRST_PROBE_MS = 2_000;
export const MAX_PROBE_MS = 15_000;
/** How long a refused credential is left alone when nobody changes its Secret. */
export const REFUSED_MS = 600_000;
/** A system that was well for so long begins anew with the shortest wait. */
const STEADY_MS = 60_000;
/**
 * How often people who run `bedplate retry` may make us look: ten times quickly in five minutes, then slowly. Foreman locks
 * everybody behind our address out after thirty refused logins in that time.
 */
const PROBES = { windowMs: 300_000, quick: 10, quickMs: 1_500, slowMs: 30_000 };

/** 2 s, 4 s … 15 s. */
export function probeBackoffMs(failures: number): number {
  return Math.min(MAX_PROBE_MS, FIRST_PROBE_MS * 2 ** Math.max(0, failures - 1));
}

export function takeDesire(state: ProviderState, desire: ProviderDesire): void {
  const before = state.desire;
  if (before && desire.generation < before.generation) return;
  state.desire = desire;
  // Said twice, or by a bridge that saw no status of ours: it is shown again, and looked at for that.
  for (const system of state.systems) system.due = true;
  state.news += 1;
}

/** A worker met trouble. Its word is taken: a refused password is not tried a second time to make sure. */
export function takeTrouble(state: ProviderState, trouble: Trouble, now: number): 'news' | 'known' {
  const system = state.systems.find(({ name }) => name === trouble.system);
  if (!system || (system.well === false && (system.outage === trouble.outage || trouble.outage === 'down')))
    return 'known';
  const { takenVersion } = system;
  settle(system, trouble, now, trouble.secretVersion);
  if (trouble.outage === 'refused') {
    // Of another Secret than the one that was taken last: an older one that the worker still held, or a newer one.
    system.due = takenVersion !== undefined && takenVersion !== trouble.secretVersion;
  } else {
    if (now - (state.wellAt ?? 0) > STEADY_MS) state.failures = 0;
    state.notBefore = state.failures === 0 ? now : now + probeBackoffMs(state.failures);
    state.failures += 1;
    system.due = true;
  }
  state.news += 1;
  return 'news';
}

export function takeProbe(state: ProviderState, _request: ProbeRequest, now: number): void {
  const bad = state.systems.filter(({ well }) => !well);
  const wanted = bad.length > 0 ? bad : state.systems;
  const recent = state.probes.filter((at) => at > now - PROBES.windowMs);
  const spacing = recent.length < PROBES.quick ? PROBES.quickMs : PROBES.slowMs;
  // A worker sends no probe right after a refusal of the same login: it would be told of the old one.
  const refusedAt = Math.max(0, ...wanted.map(({ refused }) => refused?.at ?? 0));
  const at = Math.max(now, (state.probes.at(-1) ?? 0) + spacing, refusedAt + PROBES.quickMs);
  const isComing = wanted.every(({ due }) => due) && state.notBefore <= at;
  if (isComing) return;
  state.probes = [...recent, at];
  for (const system of wanted) system.due = true;
  state.notBefore = at;
  state.news += 1;
}

/** The systems to look at now, given the versions of their Secrets. */
export function toLookAt(state: ProviderState, versions: Record<ProviderSystem, string>, now: number): SystemState[] {
  return state.systems.filter((system) => {
    if (system.due || system.well === undefined) return true;
    if (system.well) return false;
    if (system.outage !== 'refused') return true;
    const { version, at } = system.refused ?? { version: '', at: 0 };
    return version !== versions[system.name] || now - at >= REFUSED_MS;
  });
}

/** What a look found: a fault, or that all is well. */
export function takeLook(system: SystemState, fault: Fault | undefined, version: string, now: number): void {
  system.due = false;
  if (fault) {
    settle(system, fault, now, version);
    return;
  }
  if (system.well !== true) system.since = new Date(now).toISOString();
  const { title } = PROVIDER_SYSTEMS[system.name];
  Object.assign(system, { well: true, reason: 'Answering', message: `${title} answers` });
  delete system.outage;
  delete system.refused;
  system.takenVersion = version;
}

/** After each round of looks. */
export function takeRound(state: ProviderState, now: number): void {
  if (state.systems.some(({ well, outage }) => well === false && outage !== 'refused')) state.failures += 1;
  if (state.systems.every(({ well }) => well)) state.wellAt = now;
}

type Met = Pick<Fault, 'type' | 'message' | 'outage'>;

function settle(system: SystemState, met: Met, now: number, version: string): void {
  if (system.well !== false) system.since = new Date(now).toISOString();
  Object.assign(system, { well: false, reason: met.type, message: wordsOf(system, met) });
  system.outage = met.outage ?? 'down';
  if (system.outage === 'refused') system.refused = { version, at: now };
  else delete system.refused;
}

function wordsOf({ name, secret }: SystemState, { type, message, outage }: Met): string {
  const { title, credential } = PROVIDER_SYSTEMS[name];
  if (type !== 'AuthRejected' || outage !== 'refused') return message;
  const where = secret ? `; fix Secret ${secret.namespace}/${secret.name}` : '';
  return `${title} refuses our ${credential}${where}. ${message}`;
}
