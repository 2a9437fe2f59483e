import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import { comparedInAll, describeFinding, type Finding } from '../../../hack/truth/finding.ts';
import { checkInvariants, standingOf, type Truth } from '../../../hack/truth/invariants.ts';
import { type Life, lifeOf } from '../../../hack/truth/life.ts';
import { checkOnce } from '../../../hack/truth/once.ts';
import type { NodeScenario } from './scenario.ts';
import type { SimulatorState } from './simulator.ts';
import type { World } from './world.ts';

/** A moment from which on changes are counted. */
export interface Moment {
  journal: number;
  before: SimulatorState;
}

/**
 * Of the whole world, when nothing is under way: no asset and no address has two owners, nothing is left of a node that
 * is gone, nothing is missing for a Ready one. `foreign` names what the test itself made by hand.
 */
export async function invariantsHold(world: World, foreign: readonly string[] = []): Promise<void> {
  expectNoViolation(checkInvariants({ ...(await truthOf(world)), foreign: new Set(foreign) }));
}

export async function momentOf(world: World): Promise<Moment> {
  const before = await world.simulator.state();
  return { journal: (await world.simulator.journal()).length, before };
}

/** What each of these Ready nodes has outside; to be kept by those who will delete them. */
export async function livesOf(world: World, nodes: readonly NodeScenario[]): Promise<Life[]> {
  const { claims, addresses, outside } = await truthOf(world);
  const uids = await Promise.all(nodes.map(async (node) => (await node.read()).metadata.uid ?? ''));
  return uids.map((uid, index) => {
    const standing = standingOf(uid, claims, addresses);
    if (!standing) throw new Error(`${nodes[index]?.name} holds no asset`);
    return lifeOf(standing, outside);
  });
}

/** All that was changed outside since the moment is what these nodes' coming and going needs: once, and nothing else. */
export async function everythingOnce(
  world: World,
  { journal, before }: Moment,
  lives: { provisioned?: readonly Life[]; deleted?: readonly Life[] },
): Promise<void> {
  const { provisioned = [], deleted = [] } = lives;
  expectNoViolation(checkOnce(await world.simulator.journal(journal), { before, provisioned, deleted }));
}

async function truthOf({ cluster, simulator }: World): Promise<Truth> {
  const [nodes, claims, addresses, outside] = await Promise.all([
    cluster.list(computeNode),
    cluster.list(assetClaim),
    cluster.list(ipAddressKind),
    simulator.state(),
  ]);
  return { nodes: nodes.items, claims: claims.items, addresses: addresses.items, outside };
}

function expectNoViolation(finding: Finding): void {
  process.stdout.write(`${describeFinding(finding)}\n`);
  expect(finding.violations).toEqual([]);
  expect(comparedInAll(finding)).toBeGreaterThan(0);
}
