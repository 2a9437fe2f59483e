import type { Mutant } from '../mutant.ts';

const BMC = ['test/unit/activities/bmc.test.ts'];

/** At the machines' controllers. */
export const machineDefects: readonly Mutant[] = [
  {
    name: 'power-off-unconfirmed',
    defect: 'An order to power off counts as done when it was given',
    file: 'activities/bmc/activities.ts',
    from: "while ((await bmc.power()) !== 'Off') {",
    to: "while ((await bmc.power()) === 'On' && deadline < 0) {",
    tests: BMC,
  },
  {
    name: 'identity-unchecked',
    defect: 'A machine is switched without a look whether it is the one that is meant',
    file: 'activities/bmc/activities.ts',
    from: 'await bmc.checkIdentity({ systemId: asset.bmc.systemId, serialNumber: asset.serialNumber, macs });',
    to: 'void macs;',
    tests: BMC,
  },
  {
    name: 'claim-not-read-again',
    defect: 'A permit is not looked at again after the machine went off',
    file: 'activities/bmc/activities.ts',
    from: 'await off(bmc, asset);\n      await requirePermit(client, owner, asset.name, permit);',
    to: 'await off(bmc, asset);',
    tests: BMC,
  },
  {
    name: 'power-on-twice',
    defect: 'A machine that is on is ordered on again',
    file: 'activities/adapters/redfish/redfish.ts',
    from: 'const current = await this.#read();\n    if (isReached(current, order)) return;',
    to: 'const current = await this.#read();',
    tests: ['test/contract/bmc.test.ts', 'test/contract/bmc-traps.test.ts'],
  },
];
