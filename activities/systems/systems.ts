import type { PlannedSystems, SecretRef } from '../../api/plan.ts';
import type { Bmc, BmcTarget } from '../ports/bmc.ts';
import type { Cmdb } from '../ports/cmdb.ts';
import type { Dns } from '../ports/dns.ts';
import type { HostRegistry } from '../ports/host-registry.ts';
import type { Probe } from '../ports/probe.ts';

/** The outside world, as a plan names it. Each call answers an open port; credentials are read when they are needed. */
export interface Systems {
  hosts(foreman: PlannedSystems['foreman']): Promise<HostRegistry>;
  cmdb(cmdb: PlannedSystems['cmdb']): Promise<Cmdb>;
  dns(dns: PlannedSystems['dns']): Promise<Dns>;
  bmc(target: BmcTarget): Promise<Bmc>;
  readonly probe: Probe;
}

/** Reads a Secret's values. NotFound, naming the Secret, when it isn't there. */
export type ReadSecret = (ref: SecretRef) => Promise<Record<string, string>>;
