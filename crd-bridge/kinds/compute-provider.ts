import { computeProvider, type ComputeProvider } from '../../api/kinds/compute-provider.ts';
import {
  COMPUTE_PROVIDER_WORKFLOW,
  type ComputeProviderInput,
  computeProviderWorkflowId,
  type ProviderDesire,
  providerDesireSignal,
  type ProviderRef,
} from '../../workflows/contract.ts';
import { bridgedKind } from './bridged-kind.ts';
import { planHeld } from './held.ts';

export const computeProviders = bridgedKind({
  kind: computeProvider,
  plan: planHeld,
  chain: {
    workflow: COMPUTE_PROVIDER_WORKFLOW,
    workflowId: (provider) => computeProviderWorkflowId(providerRef(provider)),
    input: (provider, { cell, clusterId }): ComputeProviderInput => ({ ref: providerRef(provider), cell, clusterId }),
    signal: providerDesireSignal.name,
    endsForGood: false,
    isReflected: isShown,
    wish: desireOf,
    summary: ({ metadata }) => `ComputeProvider ${metadata.name}: its systems, and whether they answer`,
  },
});

/** Its chain looked at this generation of it. */
export function isShown({ metadata, status }: ComputeProvider): boolean {
  return status?.revision !== undefined && status.observedGeneration === metadata.generation;
}

/** Its chain looks at its systems once for each generation, and shows what it found. */
function desireOf({ metadata }: ComputeProvider, missing: boolean): Omit<ProviderDesire, 'by'> {
  const { generation = 0 } = metadata;
  const why = missing ? 'it has no open workflow' : `its status does not show generation ${generation}`;
  return { generation, why };
}

function providerRef({ metadata }: ComputeProvider): ProviderRef {
  return { name: metadata.name, uid: metadata.uid ?? '' };
}
