import { Failure } from '../../../activities/failure.ts';
import { defaultSettings } from '../../../simulator/settings.ts';
import type { TrapId } from '../../../simulator/traps/registry.ts';
import { Simulated } from '../simulated.ts';
import { naiveAt, type Naive } from './naive.ts';

const { tokenMinutes, dnsLockMs, ipamGapMs, smartProxies } = defaultSettings();

/** A simulator for the tests of a file, emptied and prepared anew for each. */
export class TrapLab {
  #simulated: Simulated | undefined;

  constructor(prepare: (simulated: Simulated) => Promise<unknown>) {
    beforeAll(async () => {
      this.#simulated = await Simulated.start();
    });
    beforeEach(async () => {
      await this.simulated.reset();
      await this.set({ tokenMinutes, dnsLockMs, ipamGapMs, smartProxies, powerSeconds: 0.05 });
      await prepare(this.simulated);
      await this.simulated.mark();
    });
    afterAll(() => this.#simulated?.close());
  }

  get simulated(): Simulated {
    if (!this.#simulated) throw new Error('the simulator runs in tests only');
    return this.#simulated;
  }

  get naive(): Naive {
    return naiveAt(this.simulated);
  }

  set(settings: object): Promise<void> {
    return this.simulated.set(settings);
  }
}

/**
 * How an adapter copes with a trap, in a test that is only so because of the trap: it runs a second time with the trap
 * switched off, and must fail then. So no trap can be lost unseen, and no test can be content without one.
 */
export function meets(lab: TrapLab, id: TrapId, copes: string, test: () => Promise<void>): void {
  describe(`[${id}]`, () => {
    it(copes, test);

    it('without the trap that test fails', async () => {
      await lab.set({ traps: { [id]: false } });
      try {
        expect(await verdictOf(test)).toBe('fails');
      } finally {
        await lab.set({ traps: { [id]: true } });
      }
    });
  });
}

/** What else goes wrong, in what prepares a test for one, is no verdict. */
async function verdictOf(test: () => Promise<void>): Promise<'passes' | 'fails'> {
  try {
    await test();
    return 'passes';
  } catch (error) {
    const isExpectation = error instanceof Error && /\bexpect(ed)?\b/.test(error.message);
    if (isExpectation || error instanceof Failure) return 'fails';
    throw error;
  }
}
