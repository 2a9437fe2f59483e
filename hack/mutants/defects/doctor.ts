import type { Mutant } from '../mutant.ts';

/** In the doctor: what it says of others' things must be so, and it writes nothing. */
export const doctorDefects: readonly Mutant[] = [
  {
    name: 'going-is-an-orphan',
    defect: 'What belongs to a node that went while the systems were asked is called an orphan',
    file: 'activities/doctor/compare.ts',
    from: 'return before.nodes.has(uid) || after.nodes.has(uid);',
    to: 'void before;\n  return after.nodes.has(uid);',
    tests: ['test/unit/doctor/compare.test.ts'],
  },
  {
    name: 'coming-is-an-orphan',
    defect: 'What belongs to a node that came while the systems were asked is called an orphan',
    file: 'activities/doctor/compare.ts',
    from: 'return before.nodes.has(uid) || after.nodes.has(uid);',
    to: 'void after;\n  return before.nodes.has(uid);',
    tests: ['test/unit/doctor/compare.test.ts'],
  },
  {
    name: 'doctor-writes',
    defect: 'The doctor makes our custom field in a CMDB that has none',
    file: 'activities/adapters/nautobot/nautobot.ts',
    from: 'if (!(await this.#ownerField.exists())) return [];',
    to: 'await this.#ownerField.ensure();',
    tests: ['test/contract/cmdb-traps.test.ts'],
  },
];
