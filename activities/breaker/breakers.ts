import type { SecretRef } from '../../api/plan.ts';
import type { ProviderSystem } from '../../api/provider-systems.ts';
import type { StoreChange } from '../../api/cluster/index.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Failure } from '../failure.ts';
import type { MetTrouble } from '../ports/provider-chains.ts';
import { Breaker, type Caller, heldFailure } from './breaker.ts';
import { guarded } from './guarded.ts';

/** One system as a plan names it. */
export interface Target {
  system: ProviderSystem;
  url: string;
  credentialsSecretRef: SecretRef;
}

export interface BreakersOptions {
  fleet: Pick<Fleet, 'providers' | 'onProvider'>;
  /** Says trouble to the chain of a provider. Must not throw, and is not waited for. */
  tell: (provider: { name: string; uid: string }, trouble: MetTrouble) => void;
  /** A provider's system is well again: what is remembered of Secrets may be old. */
  onMended?: () => void;
  now?: () => number;
}

/** Every breaker of this process. */
export interface Breakers {
  /** `login` tells one set of credentials from another without holding them. */
  guard<Port extends object>(port: Port, target: Target, secretVersion: string, login: string): Port;
  /** The same for credentials that can't be had: there is nothing to call with. */
  withoutLogin(failure: Failure, target: Target): Failure;
  /** What the metrics show. */
  states(): { system: ProviderSystem; url: string; open: boolean }[];
}

/** Trouble that is no breaker's own is told at most so often, in milliseconds. */
const TELL_SPACING_MS = 5_000;

export function createBreakers({ fleet, tell, onMended, now = Date.now }: BreakersOptions): Breakers {
  const known = new Map<string, { target: Target; breaker: Breaker }>();
  const toldAt = new Map<string, number>();

  fleet.onProvider((change) => {
    const mended = mendedBy(change);
    if (mended.length === 0) return;
    onMended?.();
    for (const { target, breaker } of known.values()) {
      if (mended.some(({ system, url }) => system === target.system && url === target.url)) breaker.mend();
    }
  });

  function callerOf(target: Target, secretVersion: string): Caller {
    const { system, credentialsSecretRef } = target;
    const using = () => fleet.providers().filter((provider) => uses(provider, target));
    return {
      providers: () => using().map(({ metadata }) => metadata.name),
      secret: `Secret ${credentialsSecretRef.namespace}/${credentialsSecretRef.name}`,
      tell({ type, message }, outage) {
        for (const { metadata } of using()) {
          tell({ name: metadata.name, uid: metadata.uid ?? '' }, { system, outage, type, message, secretVersion });
        }
      },
    };
  }

  return {
    guard(port, target, secretVersion, login) {
      const key = `${target.system} ${target.url} ${login}`;
      const entry = known.get(key) ?? { target, breaker: new Breaker(now) };
      known.set(key, entry);
      return guarded(port, entry.breaker, callerOf(target, secretVersion));
    },
    withoutLogin(failure, target) {
      const caller = callerOf(target, '');
      const key = `${target.system} ${caller.secret}`;
      if (now() - (toldAt.get(key) ?? -Infinity) >= TELL_SPACING_MS) {
        toldAt.set(key, now());
        caller.tell(failure, 'refused');
      }
      return heldFailure(failure, 'refused', new Date(now()), caller);
    },
    states: () =>
      [...known.values()].map(({ target, breaker }) => ({
        system: target.system,
        url: target.url,
        open: breaker.isOpen,
      })),
  };
}

function uses({ spec }: ComputeProvider, { system, url, credentialsSecretRef }: Target): boolean {
  const named = spec.native?.[system];
  return (
    named?.url === url &&
    named.credentialsSecretRef.namespace === credentialsSecretRef.namespace &&
    named.credentialsSecretRef.name === credentialsSecretRef.name
  );
}

/** The systems that the provider's chain found well again. */
function mendedBy(change: StoreChange<ComputeProvider>): { system: ProviderSystem; url: string }[] {
  if (change.type === 'delete') return [];
  const { object, previous } = change;
  const { native } = object.spec;
  if (!native) return [];
  const isWell = (provider: ComputeProvider | undefined, system: ProviderSystem) =>
    provider?.status?.systems?.find(({ name }) => name === system)?.state === 'Available';
  return (['foreman', 'cmdb', 'dns'] as const)
    .filter((system) => isWell(object, system) && !isWell(previous, system))
    .map((system) => ({ system, url: native[system].url }));
}
