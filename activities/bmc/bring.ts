import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedAsset } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import type { Bmc, PowerState } from '../ports/bmc.ts';

export interface Order {
  goal: 'On' | 'Off';
  asset: PlannedAsset;
  /** How long the machine may take to follow, in milliseconds. */
  waitMs: number;
  /** Done before the order is given, if it must be given. */
  first?: () => Promise<void>;
  /** How it is given; the machine is not asked unless said so. */
  order?: () => Promise<void>;
  /** Milliseconds between looks. */
  pollMs: number;
}

/** Orders once, and looks until the order shows. A BMC that says yes and does nothing is found out so. */
export async function bring(bmc: Bmc, { goal, asset, waitMs, first, order, pollMs }: Order): Promise<void> {
  // A machine that comes up may be off again by itself before the next look: an eraser ends so.
  const isReached = (state: PowerState) => (goal === 'Off' ? state === 'Off' : state !== 'Off');
  if ((await bmc.power()) === goal) return;
  await first?.();
  await (order ?? (() => (goal === 'Off' ? bmc.powerOff() : bmc.powerOn())))();
  const deadline = Date.now() + waitMs;
  for (;;) {
    const state = await bmc.power();
    if (isReached(state)) return;
    if (Date.now() > deadline) {
      const shown = state === 'Changing' ? 'between on and off' : state;
      throw new Failure(
        'Unavailable',
        `The BMC of ${asset.name} took the order to power ${goal.toLowerCase()}, but shows the machine ${shown} after ${Math.round(waitMs / 1000)} s: see to the machine and its BMC`,
        { waited: true },
      );
    }
    await sleep(pollMs);
  }
}
