import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import type { KubeObject } from '../cluster/objects.ts';

/** A ComputeNode as far as the demo looks at it. */
export type DemoNode = { metadata: { name: string; uid?: string }; status?: ComputeNodeStatus };

export const nodeCount = 6;

/** Several nodes like the example, web-1 and on. */
export function demoNodes(example: KubeObject): KubeObject[] {
  return Array.from({ length: nodeCount }, (_, index) => {
    const name = `web-${index + 1}`;
    // A hostname that the example might set would be one for all.
    const spec = { ...(example.spec as Record<string, unknown>), hostname: name };
    return { ...example, metadata: { ...example.metadata, name }, spec };
  });
}

export function isReady(node: DemoNode): boolean {
  return condition(node, 'Ready')?.status === 'True';
}

/** Why a node can't go on without somebody's help; undefined while it can. */
export function stalledBecause(node: DemoNode): string | undefined {
  const stalled = condition(node, 'Stalled');
  return stalled?.status === 'True' ? `${stalled.reason}: ${stalled.message}` : undefined;
}

export function addressesOf(node: DemoNode): string[] {
  return ofType(node, 'InternalIP');
}

export function hostnameOf(node: DemoNode): string {
  return ofType(node, 'Hostname')[0] ?? '';
}

function ofType({ status }: DemoNode, wanted: 'InternalIP' | 'Hostname'): string[] {
  return (status?.addresses ?? []).filter(({ type }) => type === wanted).map(({ address }) => address);
}

function condition({ status }: DemoNode, wanted: string) {
  return status?.conditions?.find(({ type }) => type === wanted);
}
