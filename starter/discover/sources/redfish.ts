import { existsSync } from 'node:fs';
import { readText } from '../../read-text.ts';
import { bmcAddress } from '../bmc-address.ts';
import { askBmcs } from '../bmcs.ts';
import { recordOfMachine } from '../enrich.ts';
import type { Source } from './source.ts';

export const redfish: Source = {
  flags: '--redfish <address-or-file...>',
  description: 'machines by the word of their BMCs: addresses, or a file with one a line',
  async read(given, session, { bmcScheme, bmcSecret }) {
    const targets = given.flatMap(addressesOf).map((address) => ({
      address: bmcAddress(address, bmcScheme),
      ...(bmcSecret && { credentialsSecretRef: bmcSecret }),
    }));
    const { machines, unanswered } = await askBmcs(session, targets);
    return { records: machines.map((machine) => recordOfMachine(machine, bmcSecret)), unanswered };
  },
};

function addressesOf(given: string): string[] {
  if (given !== '-' && !existsSync(given)) return [given];
  const lines = readText(given).split('\n');
  return lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
}
