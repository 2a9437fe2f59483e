import type { FailureType, Outage } from '../../api/failures.ts';
import type { ProviderSystem } from '../../api/provider-systems.ts';

export interface MetTrouble {
  system: ProviderSystem;
  outage: Outage;
  type: FailureType;
  message: string;
  /** Of the Secret that was used; empty when there is none. */
  secretVersion: string;
}

/** The chains of the ComputeProviders, which probe for everybody. */
export interface ProviderChains {
  tell(provider: { name: string; uid: string }, trouble: MetTrouble): Promise<void>;
  /** Has what is not well looked at now. */
  probe(provider: { name: string; uid: string }, request: { by: string; why: string }): Promise<void>;
}
