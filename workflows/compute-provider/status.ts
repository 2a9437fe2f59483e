import { AVAILABLE_CONDITION, type Reason } from '../../api/conditions.ts';
import type { ComputeProviderStatus } from '../../api/kinds/compute-provider.ts';
import type { ProviderState, SystemState } from './state.ts';

/** The whole status, from what the chain knows. */
export function renderStatus(state: ProviderState, now: number): ComputeProviderStatus {
  const { status, reason, message } = verdictOf(state.systems);
  return {
    observedGeneration: state.generation,
    revision: state.revision,
    systems: state.systems.map(({ name, well, reason, message, since }) => ({
      name,
      state: well === undefined ? 'Unknown' : well ? 'Available' : 'Unavailable',
      reason,
      message,
      since: since || new Date(now).toISOString(),
    })),
    conditions: [
      {
        type: AVAILABLE_CONDITION,
        status,
        reason,
        message,
        observedGeneration: state.generation,
        lastTransitionTime: new Date(now).toISOString(),
      },
    ],
  };
}

type Verdict = { status: 'True' | 'False' | 'Unknown'; reason: Reason; message: string };

function verdictOf(systems: readonly SystemState[]): Verdict {
  const [worst, ...others] = systems.filter(({ well }) => well === false);
  if (worst) {
    const message = [worst, ...others].map((system) => system.message).join(' ');
    return { status: 'False', reason: worst.reason, message };
  }
  if (systems.some(({ well }) => well === undefined)) {
    return { status: 'Unknown', reason: 'Unknown', message: 'its systems were not looked at yet' };
  }
  return { status: 'True', reason: 'Answering', message: systems.map(({ message }) => message).join('; ') };
}

/** What the Web UI shows as current details. */
export function renderDetails({ systems }: ProviderState): string {
  const rows = systems.map(({ name, reason, message, since }) => {
    return `| ${name} | ${reason} | ${since} | ${message.replaceAll('|', '\\|')} |`;
  });
  return ['| system | state | since | |', '|---|---|---|---|', ...rows].join('\n');
}
