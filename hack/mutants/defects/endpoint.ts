import type { Mutant } from '../mutant.ts';

/** Where machines that are being installed ask and report. */
export const endpointDefects: readonly Mutant[] = [
  {
    name: 'token-compared-by-equals',
    defect: 'A token is compared by ===, whose time tells how much of it was right',
    file: 'activities/kickstart/install-token.ts',
    from: 'timingSafeEqual(Buffer.from(signature), Buffer.from(expected))',
    to: 'signature === expected',
    tests: ['test/unit/kickstart/install-token.test.ts'],
  },
  {
    name: 'token-of-any-install',
    defect: 'A token outlives its install',
    file: 'activities/kickstart/install-token.ts',
    from: 'const message = [purpose, uid, installId]',
    to: 'void installId;\n  const message = [purpose, uid]',
    tests: ['test/unit/kickstart/install-token.test.ts', 'test/unit/install-endpoint/kickstart-route.test.ts'],
  },
  {
    name: 'kickstart-served-again',
    defect: 'A machine that was installed is given its kickstart once more',
    file: 'workers/install-endpoint/serve-kickstart.ts',
    from: "if (await ask('Temporal', () => deps.installReported(claim))) {",
    to: "if ((await ask('Temporal', () => deps.installReported(claim))) && built === '') {",
    tests: ['test/unit/install-endpoint/kickstart-route.test.ts'],
  },
  {
    name: 'unbegun-install-ends',
    defect: 'A report is believed of an install that was never begun',
    file: 'workers/install-endpoint/begun.ts',
    from: 'return booted ? undefined :',
    to: "return booted || installId !== '' ? undefined :",
    tests: ['test/unit/install-endpoint/kickstart-route.test.ts', 'test/unit/install-endpoint/report-routes.test.ts'],
  },
  {
    name: 'wipe-of-what-stays',
    defect: 'The eraser is served for an asset that is not being cleaned',
    file: 'workers/install-endpoint/begun.ts',
    from: "if (hold?.phase === 'Cleaning') return undefined;",
    to: "if (hold?.phase !== 'Broken') return undefined;",
    tests: ['test/unit/install-endpoint/kickstart-route.test.ts'],
  },
  {
    name: 'install-told-to-nobody',
    defect: 'A machine starts again though nobody heard that it is installed',
    file: 'activities/kickstart/render-scripts.ts',
    from: '|| ${patiently}`',
    to: '|| true`',
    tests: ['test/unit/kickstart/render-kickstart.test.ts'],
  },
];
