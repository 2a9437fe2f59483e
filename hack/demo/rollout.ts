import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { saltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { pauseSignal, resumeSignal, saltDeploymentWorkflowId } from '../../workflows/contract.ts';
import { applyObjects } from '../cluster/objects.ts';
import { readObjects } from '../cluster/yaml-objects.ts';
import { inCheckout } from '../checkout.ts';
import { simulatorCredentials } from '../stack/credentials.ts';
import type { Stack } from '../stack/stack.ts';

const [FIRST, SECOND] = ['1', '2'].map((digit) => digit.repeat(40)) as [string, string];
const REF = { namespace: 'default', name: 'web' };
const POLL_MS = 250;
const WITHIN_MS = 3 * 60_000;

interface Rollout {
  client: ClusterClient;
  stack: Stack;
  abort: AbortSignal;
  say(text: string): void;
}

/** Before the machines are installed: a master, a repository with two commits, and a SaltDeployment that wants the first. */
export async function applyRollout({ client, stack }: Pick<Rollout, 'client' | 'stack'>): Promise<void> {
  await onSimulator(stack, 'PUT', '/repositories', {
    url: 'https://git.example/salt.git',
    branches: { main: FIRST },
    commits: { [FIRST]: {}, [SECOND]: {} },
  });
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'salt-api', namespace: 'default' } };
  await applyObjects(client, [
    { ...secret, stringData: simulatorCredentials.salt },
    ...readObjects(inCheckout('examples', 'saltdeployment.yaml')),
  ]);
}

/** The first commit has come with the machines; the second goes out rack by rack, is paused, resumed, and ends. */
export async function rollOut(rollout: Rollout): Promise<boolean> {
  const { client, stack, say } = rollout;
  say('\nA SaltDeployment brings a commit of Salt states to the six machines, rack by rack:');
  if (!(await until(rollout, ({ status }) => status?.toCommit === FIRST && status.isGood))) return false;
  await client.mergePatch(saltDeployment, REF, { spec: { revision: { commit: SECOND } } });
  if (!(await until(rollout, ({ status }) => status?.toCommit === SECOND && status.done > 0))) return false;
  const deployment = await client.get(saltDeployment, REF);
  const id = saltDeploymentWorkflowId({ ...REF, uid: deployment?.metadata.uid ?? '' });
  const { address, namespace } = stack.file.temporal;
  const connection = await Connection.connect({ address });
  const chain = new Client({ connection, namespace }).workflow.getHandle(id);
  try {
    await chain.signal(pauseSignal, { by: 'the demo', why: 'watching the graphs' });
    if (!(await until(rollout, ({ isPaused }) => isPaused))) return false;
    const before = await runs(stack);
    await sleep(2_000);
    say(`Paused: ${(await runs(stack)).length - before.length} runs of states in the two seconds since.`);
    await chain.signal(resumeSignal, { by: 'the demo', why: 'all is well' });
  } finally {
    await connection.close();
  }
  if (!(await until(rollout, ({ status }) => status?.toCommit === SECOND && status.isGood))) return false;
  const ran = await runs(stack);
  const twice = ran.length - new Set(ran).size;
  say(`\nBy the minions' own word ${ran.length} runs of two commits, ${twice} of them more than once.`);
  return twice === 0 && ran.length > 0;
}

interface Seen {
  isPaused: boolean;
  status?: { toCommit: string; done: number; isGood: boolean };
}

/** Tells each bucket's way until `isReached`. */
async function until({ client, abort, say }: Rollout, isReached: (seen: Seen) => unknown): Promise<boolean> {
  const told = new Set<string>();
  for (const deadline = Date.now() + WITHIN_MS; Date.now() < deadline && !abort.aborted; await sleep(POLL_MS)) {
    const deployment = await client.get(saltDeployment, REF);
    const { conditions = [], currentTransaction: name, lastGoodCommit } = deployment?.status ?? {};
    const isTrue = (type: string) => conditions.some((one) => one.type === type && one.status === 'True');
    const transaction = name ? await client.get(saltTransaction, { namespace: REF.namespace, name }) : undefined;
    for (const line of linesOf(transaction)) {
      if (!told.has(line)) say(line);
      told.add(line);
    }
    const status = transaction && {
      toCommit: transaction.spec.toCommit,
      done: (transaction.status?.totals?.ok ?? 0) + (transaction.status?.totals?.changed ?? 0),
      isGood: lastGoodCommit === transaction.spec.toCommit && isTrue('Ready'),
    };
    if (isReached({ isPaused: isTrue('Paused'), status })) return true;
  }
  if (!abort.aborted) say('The rollout did not come so far in time: see "npx bedplate rollout status web".');
  return false;
}

function linesOf(transaction: SaltTransaction | undefined): string[] {
  const { metadata, status } = transaction ?? {};
  const held = (status?.pauses ?? []).map(({ by, why }) => `${metadata?.name}: held by ${by}: ${why}`);
  const buckets = (status?.buckets ?? []).filter(({ state }) => state !== 'Waiting');
  const lines = buckets.map(({ name, state, counts }) => {
    return `${`${metadata?.name} ${name}`.padEnd(20)} ${state.padEnd(8)} ${counts.ok + counts.changed} of ${counts.nodes} nodes`;
  });
  return [...held, ...lines];
}

/** What ran on minions: "web-x 1111…", once for each run. */
async function runs(stack: Stack): Promise<string[]> {
  const { minions } = (await onSimulator(stack, 'GET', '/state')) as {
    minions: { id: string; runs: { fun: string; kwargs: { saltenv?: string } }[] }[];
  };
  return minions.flatMap(({ id, runs: all }) =>
    all.filter(({ fun }) => fun === 'state.apply').map(({ kwargs }) => `${id} ${kwargs.saltenv}`),
  );
}

async function onSimulator(stack: Stack, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${stack.file.simulator.admin ?? ''}/_sim${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${method} ${path}.`);
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}
