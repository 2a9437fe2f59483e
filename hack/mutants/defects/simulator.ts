import type { Mutant } from '../mutant.ts';

/** In the simulator: where it is kinder than the world, or tells less of it, other tests prove less. */
export const simulatorDefects: readonly Mutant[] = [
  {
    name: 'broken-off-install-undone',
    defect: 'A simulated install that is broken off leaves the disks as they were',
    file: 'simulator/machines/install.ts',
    from: "machine.disks.set(name, 'data');\n    machine.marks",
    to: 'machine.marks',
    tests: ['test/unit/simulator/machine-life.test.ts'],
    only: 'loses an installation with its power',
  },
  {
    name: 'built-again-and-again',
    defect: 'The simulated Foreman takes any number of reports under one token',
    file: 'simulator/foreman/hosts/build-mode.ts',
    from: "if (traps.isOn('foreman.built-once')) host.token = null;",
    to: 'void traps;',
    tests: ['test/unit/simulator/foreman.test.ts'],
    only: 'takes built once',
  },
  {
    name: 'repetition-is-a-change',
    defect: 'The journal calls a change what was so before',
    file: 'simulator/journal/journal.ts',
    from: 'this.#kept.push({ ...entry, path:',
    to: 'this.#kept.push({ ...entry, changed: true, path:',
    tests: ['test/unit/simulator/faults.test.ts'],
    only: 'tells a change from its repetition',
  },
];
