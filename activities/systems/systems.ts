import type { PlannedSystems } from '../../api/plan.ts';
import type { AddressAllocator } from '../ports/address-allocator.ts';
import type { Bmc, BmcTarget } from '../ports/bmc.ts';
import type { Cmdb } from '../ports/cmdb.ts';
import type { Dns } from '../ports/dns.ts';
import type { HostRegistry } from '../ports/host-registry.ts';
import type { Probe } from '../ports/probe.ts';

/** Credentials are kept for some seconds; a prober wants those of now. */
export type SecretAge = 'kept' | 'fresh';

/** The outside world, as a plan names it. Each call answers an open port; credentials are read when they are needed. */
export interface Systems {
  hosts(foreman: PlannedSystems['foreman'], secret?: SecretAge): Promise<HostRegistry>;
  cmdb(cmdb: PlannedSystems['cmdb'], secret?: SecretAge): Promise<Cmdb>;
  /** The CMDB, where it is the one that chooses addresses. */
  addressPool(cmdb: PlannedSystems['cmdb']): Promise<AddressAllocator>;
  dns(dns: PlannedSystems['dns'], secret?: SecretAge): Promise<Dns>;
  bmc(target: BmcTarget): Promise<Bmc>;
  /** The addresses of all systems behind a BMC. */
  bmcSystems(target: BmcTarget): Promise<string[]>;
  readonly probe: Probe;
}
