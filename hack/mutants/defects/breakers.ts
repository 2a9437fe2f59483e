import type { Mutant } from '../mutant.ts';

/** Around what spares systems that refuse us or are down. */
export const breakerDefects: readonly Mutant[] = [
  {
    name: 'untried-by-everybody',
    defect: 'Nobody waits for the first call under a login: all who arrive with a refused password try it',
    file: 'activities/breaker/breaker.ts',
    from: 'if (!this.#trial) return this.#goAlone(call, caller, isProbe);',
    to: 'return this.#goAlone(call, caller, isProbe);',
    tests: ['test/unit/breaker/breakers.test.ts'],
  },
  {
    name: 'hiccup-opens',
    defect: 'The quick attempts of one node open the breaker for all',
    file: 'activities/breaker/state.ts',
    from: 'export const DOWN_AFTER = 8;',
    to: 'export const DOWN_AFTER = 4;',
    tests: ['test/unit/breaker/breakers.test.ts'],
  },
  {
    name: 'late-answer-closes',
    defect: 'An answer to a call from before the trouble closes the breaker',
    file: 'activities/breaker/state.ts',
    from: "if (state.phase === 'open' && began <= state.metAt) return state;",
    to: 'void began;',
    tests: ['test/unit/breaker/state.test.ts'],
  },
  {
    name: 'refusal-made-sure-of',
    defect: 'The prober tries a password again that a worker was just refused with',
    file: 'workflows/compute-provider/state.ts',
    from: 'system.due = takenVersion !== undefined && takenVersion !== trouble.secretVersion;',
    to: 'system.due = true;\n    void takenVersion;',
    tests: ['test/unit/workflows/provider-state.test.ts'],
  },
  {
    name: 'woken-again-and-again',
    defect: 'A node is woken whenever it shows that it waits for a provider, though that has been well for long',
    file: 'crd-bridge/observe/wakes.ts',
    from: 'if (now - Date.parse(available.lastTransitionTime) < JUST_MS) return',
    to: 'if (now - Date.parse(available.lastTransitionTime) < Infinity) return',
    tests: ['test/unit/bridge/woken-too-early.test.ts'],
  },
];
