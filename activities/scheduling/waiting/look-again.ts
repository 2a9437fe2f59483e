import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { PlaceChoice } from '../choose-plan.ts';
import type { FleetEvent } from '../fleet-event.ts';

export type Verdict =
  | { kind: 'placed'; node: ComputeNode; asset: string }
  | { kind: 'refused'; node: ComputeNode; helpedBy: ReadonlySet<FleetEvent> };

/**
 * Looks at nodes in their order, each with those before it seen as placed. Of many that wish for the same, as the nodes of
 * a pool do, one answers for all once it is refused.
 */
export function* lookAgain(
  nodes: Iterable<ComputeNode>,
  choose: (node: ComputeNode) => PlaceChoice,
): Generator<Verdict, void> {
  const refused = new Map<string, ReadonlySet<FleetEvent>>();
  for (const node of nodes) {
    const wish = wishOf(node);
    const known = refused.get(wish);
    if (known) {
      yield { kind: 'refused', node, helpedBy: known };
      continue;
    }
    const choice = choose(node);
    if (choice.kind === 'placed') {
      yield { kind: 'placed', node, asset: choice.place.asset };
      continue;
    }
    const helpedBy = choice.helpedBy ?? new Set<FleetEvent>();
    refused.set(wish, helpedBy);
    yield { kind: 'refused', node, helpedBy };
  }
}

/** All of a node that a choice reads; its name and its keys are not among it. */
function wishOf({ metadata: { namespace, labels }, spec }: ComputeNode): string {
  const { hostname: _hostname, sshKeys: _sshKeys, paused: _paused, ...wish } = spec;
  return JSON.stringify([namespace, labels, wish]);
}
