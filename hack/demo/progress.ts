import { type DemoNode, isReady, stalledBecause } from './nodes.ts';

/** What is known of a node, so that the next look tells only what is new. */
export type Seen = ReadonlyMap<string, string>;

type Fact = { key: string; text: string };

/** A line for every step that changed, and for every node that became Ready or got stuck. */
export function progressLines(nodes: readonly DemoNode[], seen: Seen): { lines: string[]; seen: Seen } {
  const next = new Map(seen);
  const lines: string[] = [];
  for (const node of nodes) {
    for (const { key, text } of factsOf(node)) {
      if (next.get(key) === text) continue;
      next.set(key, text);
      lines.push(`${node.metadata.name.padEnd(12)} ${text}`);
    }
  }
  return { lines, seen: next };
}

function factsOf(node: DemoNode): Fact[] {
  const { name } = node.metadata;
  const steps = (node.status?.steps ?? [])
    .filter(({ state }) => state !== 'Pending')
    .map((step) => ({ key: `${name}/${step.name}`, text: `${step.name.padEnd(22)} ${step.state}${reason(step)}` }));
  const stalled = stalledBecause(node);
  return [
    ...steps,
    ...(stalled ? [{ key: `${name} is stalled`, text: `stalled: ${stalled}` }] : []),
    ...(isReady(node) ? [{ key: `${name} is Ready`, text: 'Ready' }] : []),
  ];
}

function reason({ state, message }: { state: string; message?: string }): string {
  return message && (state === 'Retrying' || state === 'Failed') ? ` (${message})` : '';
}
