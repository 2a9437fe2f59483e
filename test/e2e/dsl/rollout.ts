import { setTimeout as pause } from 'node:timers/promises';
import { saltDeployment, type SaltDeployment } from '../../../api/kinds/salt-deployment.ts';
import { saltTransaction, type SaltTransaction } from '../../../api/kinds/salt-transaction.ts';
import { saltDeploymentWorkflowId } from '../../../workflows/contract.ts';
import { temporal } from './command.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

/** A job of Salt's, as the simulated master itself tells it. */
export interface SaltJobTruth {
  jid: string;
  fun: string;
  minions: string[];
  kwargs: { saltenv?: string };
  metadata: Record<string, string>;
}

export type DeploymentScenario = Awaited<ReturnType<typeof aDeployment>>;

/** A SaltDeployment that somebody applies. */
export async function aDeployment(world: World, name: string, spec: object) {
  const ref = { namespace: 'default', name };
  const { metadata } = await world.cluster.create(saltDeployment, { metadata: ref, spec } as never);
  const uid = metadata.uid ?? '';
  const workflowId = saltDeploymentWorkflowId({ ...ref, uid });

  async function read(): Promise<SaltDeployment> {
    const found = await world.cluster.get(saltDeployment, ref);
    if (!found) throw new Error(`There is no SaltDeployment ${name}`);
    return found;
  }

  async function transaction(): Promise<SaltTransaction | undefined> {
    const { status } = await read();
    const current = status?.currentTransaction;
    return current ? world.cluster.get(saltTransaction, { ...ref, name: current }) : undefined;
  }

  const shows = (what: string, sees: (deployment: SaltDeployment) => unknown, timeoutMs = 90_000) =>
    eventually(
      `${name}: ${what}`,
      async () => {
        const deployment = await read();
        if (await sees(deployment)) return deployment;
        const now = (await transaction())?.status;
        throw new Error(`it is ${JSON.stringify(deployment.status)}; its rollout ${JSON.stringify(now)}`);
      },
      timeoutMs,
    );

  return {
    name,
    read,
    transaction,
    shows,
    when: {
      wants: (commit: string) => world.cluster.mergePatch(saltDeployment, ref, { spec: { revision: { commit } } }),
      changed: (change: object) => world.cluster.mergePatch(saltDeployment, ref, { spec: change }),
      /** With `temporal workflow signal`. */
      async signalled(signal: string, argument: object): Promise<void> {
        const what = ['--workflow-id', workflowId, '--name', signal, '--input', JSON.stringify(argument)];
        expect(await temporal(world, 'workflow', 'signal', ...what)).toMatchObject({ exit: 0 });
      },
    },
    then: {
      isGoodAt: (commit: string, timeoutMs?: number) =>
        shows(
          `good at ${commit.slice(0, 4)}`,
          ({ status }) => status?.lastGoodCommit === commit && isTrue(status.conditions, 'Ready'),
          timeoutMs,
        ),
      is: (type: string) => shows(type, ({ status }) => isTrue(status?.conditions, type)),
    },
  };
}

function isTrue(conditions: { type: string; status: string }[] = [], wanted: string): boolean {
  return conditions.some(({ type, status }) => type === wanted && status === 'True');
}

/** Jobs of rollouts that the master has sent out so far, by its own list. */
export async function sentOut(world: World): Promise<SaltJobTruth[]> {
  const { saltJobs } = (await world.simulator.state()) as unknown as { saltJobs: SaltJobTruth[] };
  return saltJobs.filter(({ fun, metadata }) => fun === 'state.apply' && metadata.rollout !== undefined);
}

/** How often each minion ran this commit's states, by its own word: "web-1 aaaa" once for each run. */
export async function ranOnMinions(world: World, commit: string): Promise<string[]> {
  const { minions } = (await world.simulator.state()) as unknown as {
    minions: { id: string; runs: { fun: string; kwargs?: { saltenv?: string; test?: boolean } }[] }[];
  };
  return minions.flatMap(({ id, runs }) =>
    runs
      .filter(({ fun, kwargs }) => fun === 'state.apply' && kwargs?.test !== true && kwargs?.saltenv === commit)
      .map(() => `${id} ${commit.slice(0, 4)}`),
  );
}

/** Long enough for several slices, were they sent out. */
export async function quietFor(world: World, ms: number): Promise<{ before: number; after: number }> {
  const before = (await sentOut(world)).length;
  await pause(ms);
  return { before, after: (await sentOut(world)).length };
}
