import type { MinionAnswer } from '../../../activities/adapters/memory/salt-api.ts';
import { statesReturn } from '../../../activities/adapters/memory/salt-returns.ts';
import { PlayedDeployment } from './played-deployment.ts';
import { COMMITS, saltedPool } from './salted-pool.ts';
import type { World } from './world.ts';

export const FAILS: MinionAnswer = {
  kind: 'returns',
  value: statesReturn([{ id: 'nginx', result: false, comment: 'no such package' }]),
};

/** What ran on minions, in its order: "web-1 aaaa". Dry runs are marked. */
export function ranOn({ datacenter }: World): string[] {
  return datacenter.salt.ran
    .filter(({ fun }) => fun === 'state.apply')
    .map(({ minion, kwargs }) => `${minion} ${kwargs['test'] ? 'try ' : ''}${String(kwargs['saltenv']).slice(0, 4)}`);
}

/** A deployment that is good at the first commit, on machines in such racks. */
export async function rolledOut(world: World, racks: readonly number[], spec: object = {}): Promise<PlayedDeployment> {
  await saltedPool(world, racks);
  const deployment = await PlayedDeployment.applied(world, spec);
  await deployment.isSeen();
  await deployment.isGoodAt(COMMITS[0]);
  world.datacenter.salt.ran.length = 0;
  return deployment;
}

/** Minions that answer so, for one commit. */
export function answers(world: World, commit: string, answer: (minion: string) => MinionAnswer | undefined): void {
  const { salt } = world.datacenter;
  const well = salt.answer;
  salt.answer = (minion, call) =>
    (call.kwargs?.['saltenv'] === commit && call.kwargs['test'] !== true && answer(minion)) || well(minion, call);
}
