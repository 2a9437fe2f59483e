import type { Mutant } from '../mutant.ts';

/** Around AssetClaims and permits. */
export const claimDefects: readonly Mutant[] = [
  {
    name: 'claim-without-atomic-create',
    defect: 'An asset that somebody else was faster with is taken all the same',
    file: 'activities/scheduling/activities.ts',
    from: 'if (winner) fleet.observeClaim(winner);',
    to: 'if (winner) return winner;',
    tests: ['test/unit/activities/claims.test.ts'],
  },
  {
    name: 'install-without-permit',
    defect: 'A machine is booted to install again under a permit that is used up',
    file: 'activities/claims/permit.ts',
    from: 'if (claim.spec.booted) {',
    to: 'if (claim.spec.booted && claim.spec.hold) {',
    tests: ['test/unit/activities/permit.test.ts'],
  },
  {
    name: 'namesake-is-the-node',
    defect: 'A node of the same name and another uid counts as the node',
    file: 'activities/claims/permit.ts',
    from: 'return node?.metadata.uid === ref.uid ? node : undefined;',
    to: 'return node;',
    tests: ['test/unit/activities/permit.test.ts'],
  },
  {
    name: 'permit-not-renewed',
    defect: 'A new attempt keeps the installId of the one before',
    file: 'activities/claims/activities.ts',
    from: 'const spec = { installId: randomUUID(), booted: false',
    to: 'const spec = { installId, booted: false',
    tests: ['test/unit/activities/claims.test.ts'],
  },
  {
    name: 'release-of-anothers-asset',
    defect: 'A node gives back an asset that is another’s by now',
    file: 'activities/claims/activities.ts',
    from: 'return claim?.spec.nodeRef.uid === ref.uid ? claim : undefined;',
    to: 'return claim;',
    tests: ['test/unit/activities/claims.test.ts'],
  },
];
