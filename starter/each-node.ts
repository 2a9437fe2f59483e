import type { ComputeNode } from '../api/kinds/compute-node.ts';
import { CommandError, type ExitStatus } from './exit.ts';
import type { Session } from './session.ts';

const AT_ONCE = 10;

/** Does the same with many nodes and prints what came of each. One that fails stops no other, and decides the exit status. */
export async function eachNode(
  session: Session,
  nodes: readonly ComputeNode[],
  act: (node: ComputeNode) => Promise<string>,
): Promise<void> {
  const left = [...nodes];
  let exit: ExitStatus | undefined;
  let failed = 0;
  async function work(): Promise<void> {
    for (let node = left.shift(); node; node = left.shift()) {
      try {
        session.print(`${node.metadata.name}: ${await act(node)}`);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        if (nodes.length === 1) throw error;
        session.print(`${node.metadata.name}: ${error.message}`);
        failed += 1;
        exit ??= error.exit;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, nodes.length) }, work));
  if (exit !== undefined) throw new CommandError(`${failed} of ${nodes.length} failed.`, exit);
}
