import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { computeNodeWorkflowId } from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import type { SimulatorState } from './simulator.ts';
import type { World } from './world.ts';

export type NodeSpec = Partial<ComputeNode['spec']>;

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample ops';

/** given(world).node(…) … when.… then.…: how an end-to-end test reads. */
export function given(world: World) {
  return {
    /** One that is there already. */
    known: (name: string, namespace = 'default'): NodeScenario => nodeScenario(world, name, namespace),
    /** A ComputeNode that somebody applies. */
    async node(
      name: string,
      spec: NodeSpec = {},
      namespace = 'default',
      labels: Record<string, string> = {},
    ): Promise<NodeScenario> {
      await world.cluster.create(computeNode, {
        metadata: { name, namespace, labels },
        spec: {
          provider: 'native',
          flavor: 'bm-standard',
          osImage: { name: 'rhel9-base' },
          sshKeys: [{ name: 'ops', public: KEY }],
          ...spec,
        },
      });
      return nodeScenario(world, name, namespace);
    },
    /** One that is there already. */
    existing: (name: string, namespace = 'default'): NodeScenario => nodeScenario(world, name, namespace),
  };
}

export type NodeScenario = ReturnType<typeof nodeScenario>;

function nodeScenario(world: World, name: string, namespace: string) {
  const ref = { namespace, name };
  const read = () => world.cluster.get(computeNode, ref);
  const condition = (node: ComputeNode | undefined, type: string) =>
    node?.status.conditions?.find((candidate) => candidate.type === type);
  const step = (node: ComputeNode | undefined, wanted: string) =>
    node?.status.steps?.find((candidate) => candidate.name === wanted);

  async function mustRead(): Promise<ComputeNode> {
    const node = await read();
    if (!node) throw new Error(`There is no ComputeNode ${namespace}/${name}`);
    return node;
  }

  return {
    name,
    read: mustRead,
    workflowId,
    when: {
      deleted: () => world.cluster.delete(computeNode, ref),
      annotated: (annotations: Record<string, string | null>) =>
        world.cluster.mergePatch(computeNode, ref, { metadata: { annotations } }),
      changed: (spec: object) => world.cluster.mergePatch(computeNode, ref, { spec }),
      async signalled(signal: string, argument: unknown): Promise<void> {
        await world.temporal.workflow.getHandle(await workflowId()).signal(signal, argument);
      },
    },
    then: {
      /** Gives the node once the condition is as told; its message must match `words`. */
      condition: (type: string, status: string, words: RegExp = /./, timeoutMs?: number): Promise<ComputeNode> =>
        eventually(
          `${name}: ${type}=${status} with ${words}`,
          async () => {
            const node = await read();
            const seen = condition(node, type);
            if (seen?.status === status && words.test(`${seen.reason} ${seen.message}`)) return node;
            throw new Error(
              `it is ${JSON.stringify(seen ?? node?.status)}; steps ${JSON.stringify(node?.status.steps)}`,
            );
          },
          timeoutMs,
        ),
      isReady: (timeoutMs?: number): Promise<ComputeNode> => {
        return nodeScenario(world, name, namespace).then.condition('Ready', 'True', /./, timeoutMs);
      },
      step: (wanted: string, state: string, words: RegExp = /(?:)/, timeoutMs?: number): Promise<ComputeNode> =>
        eventually(
          `${name}: step ${wanted} ${state}`,
          async () => {
            const node = await read();
            const seen = step(node, wanted);
            if (seen?.state === state && words.test(seen.message ?? '')) return node;
            throw new Error(`it is ${JSON.stringify(seen)}`);
          },
          timeoutMs,
        ),
      isGone: (timeoutMs?: number): Promise<true> =>
        eventually(
          `${name} is gone`,
          async () => {
            const node = await read();
            if (!node) return true;
            throw new Error(
              `its status is ${JSON.stringify(node.status.steps)} ${JSON.stringify(node.status.conditions)}`,
            );
          },
          timeoutMs,
        ),
    },
  };

  async function workflowId(): Promise<string> {
    const node = await mustRead();
    return computeNodeWorkflowId({ ...ref, uid: node.metadata.uid ?? '' });
  }
}

/** What the outside systems hold of one node, in their own words. */
export function traces(state: SimulatorState, fqdn: string, asset: string) {
  return {
    host: state.hosts.find((host) => host.name === fqdn),
    device: state.devices.find((device) => device.name === asset),
    machine: state.machines.find((machine) => machine.name === asset),
    rrsets: state.rrsets.filter((set) => set.name === `${fqdn}.` || JSON.stringify(set.records).includes(`${fqdn}.`)),
    addresses: state.addresses.filter((address) => address.dns_name === fqdn),
  };
}
