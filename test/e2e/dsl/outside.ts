import type { Simulator, SimulatorState } from './simulator.ts';

/** The outside systems as they are now, and how far their journal is. */
export interface Picture {
  state: SimulatorState;
  seq: number;
}

export async function pictureOf(simulator: Simulator): Promise<Picture> {
  const state = await simulator.state();
  const journal = await simulator.journal();
  return { state, seq: journal.at(-1)?.seq ?? 0 };
}

/** In the outside systems' own words: since the picture was taken nothing was changed in any of them, nor any machine. */
export async function expectUntouched(simulator: Simulator, { state, seq }: Picture): Promise<void> {
  const changed = (await simulator.journal(seq)).filter((entry) => entry.changed || entry.system === 'machine');
  expect(changed).toEqual([]);
  expect(await simulator.state()).toEqual(state);
  expect(state.hosts.length).toBeGreaterThan(0);
  expect(state.machines.filter(({ installed }) => installed !== null).length).toBeGreaterThan(0);
}
