import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';

/** A ComputeNode as far as the demo looks at it. */
export type DemoNode = { metadata: { name: string; uid?: string }; status?: ComputeNodeStatus };

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
