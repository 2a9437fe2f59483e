import type { Mutant } from '../mutant.ts';

/** In what is shown to whoever watches Bedplate. */
export const controlRoomDefects: readonly Mutant[] = [
  {
    name: 'finished-counted-again',
    defect: 'A step that is done counts once more with every status that shows it',
    file: 'crd-bridge/serve/step-edges.ts',
    from: 'if (before?.state === state && before.finishedAt === finishedAt) return [];',
    to: 'void before;',
    tests: ['test/unit/bridge/step-edges.test.ts'],
  },
  {
    name: 'newest-for-oldest',
    defect: 'The age of a stuck step is that of the newest one',
    file: 'crd-bridge/serve/node-readings.ts',
    from: 'startedAt < tally.oldest',
    to: 'startedAt > tally.oldest',
    tests: ['test/unit/bridge/node-readings.test.ts'],
  },
  {
    name: 'gone-still-counted',
    defect: 'Numbers of what is gone stand in the metrics for ever',
    file: 'crd-bridge/serve/fleet-metrics.ts',
    from: 'made.reset();\n',
    to: '',
    tests: ['test/unit/bridge/fleet-metrics.test.ts'],
  },
  {
    name: 'silence-begins-again',
    defect: 'Temporal is silent since the last look only, so that no silence ever lasts',
    file: 'api/process/temporal-pulse.ts',
    from: 'silentSince ??= started;',
    to: 'silentSince = started;',
    tests: ['test/unit/process/temporal-pulse.test.ts'],
  },
];
