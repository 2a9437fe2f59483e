const swc = [
  '@swc/jest',
  {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

const project = (displayName, folder, extra = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
  transform: { '\\.m?[jt]s$': swc },
  modulePathIgnorePatterns: ['<rootDir>/build/'],
  ...extra,
});

// Jest runs a project's set-up only when one of its tests is selected.
const withTemporal = {
  globalSetup: '<rootDir>/test/setup/start-temporal.mjs',
  globalTeardown: '<rootDir>/test/setup/stop-temporal.mjs',
};

/** One project per kind of test, so that `npx jest --selectProjects unit` runs what needs no server at all. */
export default {
  projects: [
    project('unit', 'unit'),
    project('contract', 'contract'),
    project('workflow', 'workflow', withTemporal),
    project('replay', 'replay'),
    project('end-to-end', 'e2e'),
    project('salt', 'salt'),
  ],
  reporters: ['default', '<rootDir>/test/reporter.mjs'],
  testTimeout: 30_000,
  // A worker process each for two cores; end-to-end tests are run one at a time by hack/test.ts, those on a real Salt by
  // hack/test-salt.ts.
  maxWorkers: 2,
};
