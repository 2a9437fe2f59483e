import type { Mutant } from '../mutant.ts';

const BMC = ['test/unit/activities/bmc.test.ts'];

/** At the machines' controllers. */
export const machineDefects: readonly Mutant[] = [
  {
    name: 'power-off-unconfirmed',
    defect: 'An order to power off counts as done when it was given',
    file: 'activities/bmc/bring.ts',
    from: "goal === 'Off' ? state === 'Off' : state !== 'Off'",
    to: "goal === 'Off' ? state !== undefined : state !== 'Off'",
    tests: BMC,
  },
  {
    name: 'power-on-unconfirmed',
    defect: 'A BMC that says yes and does nothing is not found out',
    file: 'activities/bmc/bring.ts',
    from: "goal === 'Off' ? state === 'Off' : state !== 'Off'",
    to: "goal === 'Off' ? state === 'Off' : state !== undefined",
    tests: BMC,
  },
  {
    name: 'identity-unchecked',
    defect: 'A machine is switched without a look whether it is the one that is meant',
    file: 'activities/bmc/identified.ts',
    from: 'await bmc.checkIdentity(expected);',
    to: 'void expected;',
    tests: BMC,
  },
  {
    name: 'identity-of-an-edit',
    defect: 'An edit of the inventory leads the order to power off to another machine',
    file: 'activities/bmc/identified.ts',
    from: 'const expected = inventory && !everBooted ?',
    to: 'const expected = inventory ?',
    tests: BMC,
  },
  {
    name: 'proof-not-kept',
    defect: 'What the machine proved before its boot is forgotten after it',
    file: 'activities/bmc/identified.ts',
    from: 'if (inWords(proved) === inWords(planned)) return;',
    to: "if (inWords(proved) !== '') return;",
    tests: BMC,
  },
  {
    name: 'nobody-is-somebody',
    defect: 'A machine that proves nothing passes for the right one',
    file: 'activities/adapters/redfish/identity.ts',
    from: 'if (compared.includes(true)) return;',
    to: 'if (compared.length > 0) return;',
    tests: ['test/contract/bmc.test.ts'],
  },
  {
    name: 'claim-not-read-again',
    defect: 'A permit is not looked at again after the machine went off',
    file: 'activities/bmc/activities.ts',
    from: "await bring(bmc, { goal: 'Off', asset, waitMs, pollMs });\n        await requirePermit(client, owner, asset.name, permit);",
    to: "await bring(bmc, { goal: 'Off', asset, waitMs, pollMs });",
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
