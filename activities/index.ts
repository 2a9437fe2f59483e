import { bmcActivities, type BmcDeps } from './bmc/activities.ts';
import { budgetActivities, type BudgetDeps } from './budget/activities.ts';
import { claimActivities } from './claims/activities.ts';
import { cmdbAddressActivities } from './cmdb/addresses.ts';
import { operationActivities } from './bmc/operations.ts';
import { reinstallActivities } from './claims/reinstall.ts';
import { cmdbActivities } from './cmdb/activities.ts';
import { dnsActivities } from './dns/activities.ts';
import { drainActivities, type DrainDeps } from './drain/activities.ts';
import { doctorActivities } from './doctor/activities.ts';
import { type ForemanDeps, foremanActivities } from './foreman/activities.ts';
import { type FuseDeps, fuseActivities } from './fuse/activities.ts';
import { addressAdoption } from './ipam/adopt.ts';
import { ipamActivities } from './ipam/activities.ts';
import { kickstartActivities } from './kickstart/activities.ts';
import { nodeActivities } from './node/activities.ts';
import { poolActivities } from './pool/activities.ts';
import { nodeOperationActivities } from './node-operation/activities.ts';
import { probeActivities } from './probe/activities.ts';
import { type RolloutDeps, rolloutActivities } from './rollout/activities.ts';
import { sliceActivities } from './rollout/slices.ts';
import { type ProviderDeps, providerActivities } from './provider/activities.ts';
import { adoptionActivities } from './scheduling/adopt.ts';
import { saltMasterActivities } from './salt-master/activities.ts';
import { type SaltMinionDeps, saltMinionActivities } from './salt-minion/activities.ts';
import { type SchedulingDeps, schedulingActivities } from './scheduling/activities.ts';
import { surveyActivities } from './survey/activities.ts';
import type { ClusterClient } from '../api/cluster/index.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { InstallSlots } from './ports/install-slots.ts';
import type { Systems } from './systems/systems.ts';

export type ActivityDeps = {
  client: ClusterClient;
  fleet: Fleet;
  systems: Systems;
  slots: InstallSlots;
} & Pick<SchedulingDeps, 'assumed' | 'waiting' | 'requireMemory' | 'requireSeat' | 'onChoice'> &
  Pick<ForemanDeps, 'kickstartUrl'> &
  Pick<ProviderDeps, 'chains'> &
  Pick<FuseDeps, 'fuse' | 'fuseLimits'> &
  Pick<BudgetDeps, 'budgets'> &
  Pick<DrainDeps, 'drain'> &
  Pick<RolloutDeps, 'patience' | 'firstPollMs'> &
  Pick<SaltMinionDeps, 'salt' | 'gatherMs'> &
  Pick<BmcDeps, 'pollMs'>;

/** All activities, by the task queue that they are served on. */
export function createActivities(deps: ActivityDeps) {
  const doctor = doctorActivities(deps);
  const survey = surveyActivities(deps);
  return {
    workflows: {
      ...nodeActivities(deps),
      ...poolActivities(deps),
      ...providerActivities(deps),
      ...kickstartActivities(deps),
      ...probeActivities(deps),
      ...drainActivities(deps),
      ...nodeOperationActivities(deps),
      ...rolloutActivities({ ...deps, http: deps.drain.http }),
      ...saltMasterActivities(deps),
      ...saltMinionActivities(deps),
    },
    scheduler: {
      ...schedulingActivities(deps),
      ...adoptionActivities(deps),
      ...claimActivities(deps),
      ...reinstallActivities(deps),
      ...ipamActivities(deps),
      ...addressAdoption(deps),
      ...fuseActivities(deps),
      ...budgetActivities(deps),
      ...doctor.scheduler,
    },
    foreman: { ...foremanActivities(deps), ...doctor.foreman, ...survey.foreman },
    cmdb: { ...cmdbActivities(deps), ...cmdbAddressActivities(deps), ...doctor.cmdb, ...survey.cmdb },
    dns: { ...dnsActivities(deps), ...doctor.dns },
    salt: sliceActivities(deps),
    bmc: { ...bmcActivities(deps), ...operationActivities(deps), ...doctor.bmc, ...survey.bmc },
  };
}

export type ActivitiesByQueue = ReturnType<typeof createActivities>;

/** Every activity by its name, as workflows call them. */
export type Activities = ActivitiesByQueue['workflows'] &
  ActivitiesByQueue['scheduler'] &
  ActivitiesByQueue['foreman'] &
  ActivitiesByQueue['cmdb'] &
  ActivitiesByQueue['dns'] &
  ActivitiesByQueue['bmc'] &
  ActivitiesByQueue['salt'];
