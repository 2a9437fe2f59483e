import type { Mutant } from '../mutant.ts';

/** What is installed, and onto which disk. */
export const kickstartDefects: readonly Mutant[] = [
  {
    name: 'unknown-variable-is-nothing',
    defect: 'A template that names what is not there is filled in with nothing',
    file: 'activities/kickstart/templates/fill-template.ts',
    from: 'strictVariables: true,',
    to: 'strictVariables: false,',
    tests: ['test/unit/kickstart/templates.test.ts'],
  },
  {
    name: 'template-without-call-backs',
    defect: 'A template may leave out what reports the install',
    file: 'activities/kickstart/templates/check-filled.ts',
    from: "['network', 'source', 'storage', 'scripts'] as const",
    to: "['network', 'source', 'storage'] as const",
    tests: ['test/unit/kickstart/templates.test.ts'],
  },
  {
    name: 'template-partitions',
    defect: 'A template may partition disks beside the checked layout',
    file: 'activities/kickstart/templates/check-filled.ts',
    from: '(line < ours.from || line > ours.to)) {',
    to: 'line < ours.from && line > ours.to) {',
    tests: ['test/unit/kickstart/templates.test.ts'],
  },
  {
    name: 'template-loops-for-ever',
    defect: 'The loops of a template are not counted',
    file: 'activities/kickstart/templates/fill-template.ts',
    from: '    memoryLimit: MAX_WORK,\n',
    to: '',
    tests: ['test/unit/kickstart/templates.test.ts'],
  },
  {
    name: 'disk-hint-ignored',
    defect: 'The system goes onto a disk of another model than the Flavor says',
    file: 'activities/kickstart/assign-disks.ts',
    from: 'selector.model.toLowerCase() !== disk.model?.toLowerCase()) return false;',
    to: 'disk.model === undefined) return false;',
    tests: ['test/unit/kickstart/assign-disks.test.ts'],
  },
  {
    name: 'image-on-an-old-installer',
    defect: 'A container image is given to an installer that knows none',
    file: 'activities/kickstart/check-image.ts',
    from: '!== undefined && release === 8) {',
    to: '!== undefined && release === undefined) {',
    tests: ['test/unit/kickstart/whole-systems.test.ts'],
  },
];
