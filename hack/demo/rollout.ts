import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { saltDeployment } from '../../api/kinds/salt-deployment.ts';
import type { SaltMaster } from '../../api/kinds/salt-master.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { pauseSignal, resumeSignal, saltDeploymentWorkflowId } from '../../workflows/contract.ts';
import { applyObjects, type KubeObject } from '../cluster/objects.ts';
import { readObjects } from '../cluster/yaml-objects.ts';
import { inCheckout } from '../checkout.ts';
import type { Stack } from '../stack/stack.ts';
import type { DemoSalt } from './salt.ts';

const REF = { namespace: 'default', name: 'web' };
const POLL_MS = 250;

interface Rollout {
  client: ClusterClient;
  stack: Stack;
  salt: DemoSalt;
  abort: AbortSignal;
  say(text: string): void;
}

/** With the lines that were said already. */
interface Watched extends Rollout {
  told: Set<string>;
}

/** Before the machines are installed: a master of a repository with two commits, and a SaltDeployment that wants the first. */
export async function applyRollout({ client, salt }: Pick<Rollout, 'client' | 'salt'>): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'salt-api', namespace: 'default' } };
  const objects = readObjects(inCheckout('examples', 'saltdeployment.yaml'));
  for (const object of objects) {
    const { spec } = object as KubeObject & Pick<SaltMaster, 'spec'>;
    if (object.kind === 'SaltMaster') Object.assign(spec, withOurs(spec, salt));
    else Object.assign(spec, { revision: { commit: salt.commits[0] } });
  }
  await applyObjects(client, [{ ...secret, stringData: salt.login }, ...objects]);
}

function withOurs({ repo, api }: SaltMaster['spec'], salt: DemoSalt): Partial<SaltMaster['spec']> {
  return { repo: { ...repo, url: salt.repository }, api: { ...api, url: salt.api } };
}

/** The first commit has come with the machines; the second goes out rack by rack, is paused, resumed, and ends. */
export async function rollOut(given: Rollout): Promise<boolean> {
  const rollout: Watched = { ...given, told: new Set() };
  const { client, stack, salt, say } = rollout;
  const [first, second] = salt.commits;
  say('\nA SaltDeployment brings a commit of Salt states to the six machines, rack by rack:');
  if (!(await until(rollout, ({ status }) => status?.toCommit === first && status.isGood))) return false;
  await client.mergePatch(saltDeployment, REF, { spec: { revision: { commit: second } } });
  if (!(await until(rollout, ({ status }) => status?.toCommit === second && status.done > 0))) return false;
  const deployment = await client.get(saltDeployment, REF);
  const id = saltDeploymentWorkflowId({ ...REF, uid: deployment?.metadata.uid ?? '' });
  const { address, namespace } = stack.file.temporal;
  const connection = await Connection.connect({ address });
  const chain = new Client({ connection, namespace }).workflow.getHandle(id);
  try {
    await chain.signal(pauseSignal, { by: 'the demo', why: 'watching the graphs' });
    if (!(await until(rollout, ({ isPaused }) => isPaused))) return false;
    const before = await salt.runs();
    await sleep(2_000);
    say(`Paused: ${(await salt.runs()).length - before.length} runs of states in the two seconds since.`);
    await chain.signal(resumeSignal, { by: 'the demo', why: 'all is well' });
  } finally {
    await connection.close();
  }
  if (!(await until(rollout, ({ status }) => status?.toCommit === second && status.isGood))) return false;
  const ran = await salt.runs();
  const twice = ran.length - new Set(ran).size;
  say(`\nBy the minions' own word ${ran.length} runs of two commits, ${twice} of them more than once.`);
  return twice === 0 && ran.length > 0;
}

interface Seen {
  isPaused: boolean;
  status?: { toCommit: string; done: number; isGood: boolean };
}

/** Tells each bucket's way until `isReached`. */
async function until(
  { client, salt, abort, say, told }: Watched,
  isReached: (seen: Seen) => unknown,
): Promise<boolean> {
  for (const deadline = Date.now() + salt.withinMs; Date.now() < deadline && !abort.aborted; await sleep(POLL_MS)) {
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
