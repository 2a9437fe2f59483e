import { registry, trapIds, type TrapId } from './registry.ts';
import type { Trap } from './trap.ts';

export type TrapSwitches = Partial<Record<TrapId, boolean>>;

/** Which traps of one simulator are on: all, until somebody switches one off. */
export class Traps {
  readonly #off = new Set<TrapId>();

  isOn(id: TrapId): boolean {
    return !this.#off.has(id);
  }

  switch(switches: TrapSwitches): void {
    for (const id of trapIds) {
      if (switches[id] === true) this.#off.delete(id);
      if (switches[id] === false) this.#off.add(id);
    }
  }

  switches(): Record<TrapId, boolean> {
    return Object.fromEntries(trapIds.map((id) => [id, this.isOn(id)])) as Record<TrapId, boolean>;
  }

  list(): (Trap & { id: TrapId; isOn: boolean })[] {
    return trapIds.map((id) => ({ id, ...registry[id], isOn: this.isOn(id) }));
  }
}
