import { defineSignal } from '@temporalio/workflow';
import type { FailureType, Outage } from '../../api/failures.ts';
import type { ProviderSystem } from '../../api/provider-systems.ts';

/*
 * The chain of a ComputeProvider: the one prober of its systems.
 */

export interface ProviderRef {
  name: string;
  uid: string;
}

export const COMPUTE_PROVIDER_WORKFLOW = 'computeProvider';

export function computeProviderWorkflowId(ref: ProviderRef): string {
  return `computeprovider/${ref.name}/${ref.uid}`;
}

/** What the bridge says of a ComputeProvider. Saying it twice costs a look at its systems. */
export interface ProviderDesire {
  generation: number;
  by: string;
  why: string;
}

/** What a worker met at a system of the provider. */
export interface Trouble {
  system: ProviderSystem;
  outage: Outage;
  type: FailureType;
  message: string;
  /** Of the Secret that was used; empty when there is none. */
  secretVersion: string;
  by: string;
}

export interface ProbeRequest {
  by: string;
  why: string;
}

export const providerDesireSignal = defineSignal<[ProviderDesire]>('desire');
export const troubleSignal = defineSignal<[Trouble]>('trouble');
/** Looks at once at what is not well, or at everything. */
export const probeSignal = defineSignal<[ProbeRequest]>('probe');

/** The argument of the computeProvider workflow. `carried` is its own, from run to run. */
export interface ComputeProviderInput<Carried = unknown> {
  ref: ProviderRef;
  cell: string;
  clusterId: string;
  carried?: Carried;
}
