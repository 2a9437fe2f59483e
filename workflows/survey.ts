import { createCall } from './call.ts';
import type { SurveyAnswer, SurveyInput } from './contract.ts';

/** Reads one page of what there is outside, for a person who waits. Writes nothing. */
export async function survey({ cell, look }: SurveyInput): Promise<SurveyAnswer> {
  const call = createCall(cell);
  switch (look.what) {
    case 'devices': {
      const { cmdb, role, page } = look;
      return call('cmdb.devices', { cmdb, role, page }, `devices of ${cmdb.url} from ${page.offset}`);
    }
    case 'hosts': {
      const { foreman, page } = look;
      return call('foreman.hosts', { foreman, page }, `hosts of ${foreman.url} from ${page.offset}`);
    }
    case 'systems': {
      const { addresses, credentialsSecretRef } = look;
      return call('bmc.systems', { addresses, credentialsSecretRef }, `systems behind ${addresses.length} BMCs`);
    }
    case 'machines': {
      const { addresses, credentialsSecretRef } = look;
      return call('bmc.describe', { addresses, credentialsSecretRef }, `what ${addresses.length} machines are made of`);
    }
  }
}
