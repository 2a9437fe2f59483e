import { eachAtOnce } from '../../api/at-once.ts';
import type { PlannedSystems } from '../../api/plan.ts';
import type {
  BmcAnswer,
  BmcQuestion,
  DeviceReport,
  HostReport,
  MachineReport,
  Page,
  PageRequest,
} from '../../api/survey.ts';
import { Failure } from '../failure.ts';
import type { BmcTarget } from '../ports/bmc.ts';
import type { Systems } from '../systems/systems.ts';

/** BMCs that are asked at once by one activity. */
const AT_ONCE = 10;

/** Looks of `bedplate discover` and `bedplate adopt`: each only reads, and answers a page. */
export function surveyActivities({ systems }: { systems: Pick<Systems, 'hosts' | 'cmdb' | 'bmc' | 'bmcSystems'> }) {
  async function ask<Said>(
    { addresses, credentialsSecretRef }: BmcQuestion,
    question: (target: BmcTarget) => Promise<Said>,
  ): Promise<BmcAnswer<Said>[]> {
    return eachAtOnce(addresses, AT_ONCE, async (address): Promise<BmcAnswer<Said>> => {
      try {
        return { address, said: await question({ address, credentialsSecretRef }) };
      } catch (error) {
        // One that does not answer is said, and stops no other.
        if (!(error instanceof Failure)) throw error;
        return { address, why: error.message };
      }
    });
  }

  return {
    foreman: {
      'foreman.hosts': async ({
        foreman,
        page,
      }: {
        foreman: PlannedSystems['foreman'];
        page: PageRequest;
      }): Promise<Page<HostReport>> => (await systems.hosts(foreman)).hosts(page),
    },
    cmdb: {
      'cmdb.devices': async ({
        cmdb,
        role,
        page,
      }: {
        cmdb: PlannedSystems['cmdb'];
        role: string;
        page: PageRequest;
      }): Promise<Page<DeviceReport>> => (await systems.cmdb(cmdb)).devices(role, page),
    },
    bmc: {
      /** The addresses of all systems behind each BMC. */
      'bmc.systems': (question: BmcQuestion): Promise<BmcAnswer<string[]>[]> =>
        ask(question, (target) => systems.bmcSystems(target)),
      /** What each system is made of. */
      'bmc.describe': (question: BmcQuestion): Promise<BmcAnswer<MachineReport>[]> =>
        ask(question, async (target) => (await systems.bmc(target)).describe()),
    },
  };
}
