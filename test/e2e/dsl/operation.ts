import { nodeOperation, type NodeOperation } from '../../../api/kinds/node-operation.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

type Turn = NonNullable<NodeOperation['status']['nodes']>[number];
export type AppliedOperation = Awaited<ReturnType<typeof operation>>;

let made = 0;

/** A NodeOperation that somebody applies, and what it shows. */
export async function operation(
  world: World,
  type: NodeOperation['spec']['type'],
  nodes: string[],
  spec: Partial<NodeOperation['spec']> = {},
) {
  made += 1;
  const name = `${type.toLowerCase()}-${made}`;
  const ref = { namespace: 'default', name };
  await world.cluster.create(nodeOperation, {
    metadata: ref,
    spec: { type, nodes, reason: 'kernel', requestedBy: 'alice', timeout: '60s', ...spec },
  });

  async function read(): Promise<NodeOperation> {
    const found = await world.cluster.get(nodeOperation, ref);
    if (!found) throw new Error(`There is no NodeOperation ${name}`);
    return found;
  }

  return {
    name,
    read,
    /** Gives it once the condition is True. */
    is: (condition: 'Complete' | 'Failed') =>
      eventually(`${name} is ${condition}`, async () => {
        const found = await read();
        const isTrue = found.status.conditions?.some(({ type: of, status }) => of === condition && status === 'True');
        if (isTrue) return found;
        throw new Error(`it shows ${JSON.stringify(found.status)}`);
      }),
    stands: (node: string, state: Turn['state'], words: RegExp = /(?:)/) =>
      eventually(`${name}: ${node} ${state}`, async () => {
        const turn = (await read()).status.nodes?.find((candidate) => candidate.name === node);
        if (turn?.state === state && words.test(turn.message ?? '')) return turn;
        throw new Error(`it is ${JSON.stringify(turn)}`);
      }),
    async deleted(): Promise<void> {
      await world.cluster.delete(nodeOperation, ref);
      await eventually(`${name} is gone`, async () => (await world.cluster.get(nodeOperation, ref)) === undefined);
    },
  };
}
