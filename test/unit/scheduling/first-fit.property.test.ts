import fc from 'fast-check';
import { firstFit } from '../../../activities/scheduling/first-fit.ts';
import type { AssetClaim } from '../../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import { aClaim, aFlavor, aFleet, aNode, anAsset } from './a-fleet.ts';

interface Machine {
  rack: string;
  memory: number;
  tainted: boolean;
  accepted: boolean;
  namespaces: string[];
  claim?: 'default' | 'team-a' | 'held';
}

interface Wish {
  memory: number;
  tolerates: boolean;
  rack?: string;
  maxSkew?: number;
}

const racks = ['r1', 'r2', 'r3'] as const;
const machine: fc.Arbitrary<Machine> = fc.record(
  {
    rack: fc.constantFrom(...racks),
    memory: fc.constantFrom(64, 192),
    tainted: fc.boolean(),
    accepted: fc.boolean(),
    namespaces: fc.constantFrom(['*'], ['default'], ['team-a']),
    claim: fc.constantFrom('default', 'team-a', 'held'),
  },
  { requiredKeys: ['rack', 'memory', 'tainted', 'accepted', 'namespaces'] },
);
const wish: fc.Arbitrary<Wish> = fc.record(
  {
    memory: fc.constantFrom(32, 128),
    tolerates: fc.boolean(),
    rack: fc.constantFrom(...racks),
    maxSkew: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['memory', 'tolerates'] },
);
const fleets = fc.array(machine, { maxLength: 14 });

const nameOf = (position: number) => `a${String(position).padStart(2, '0')}`;

function assetOf(given: Machine, position: number): ComputeAsset {
  return anAsset(nameOf(position), {
    rack: { name: given.rack },
    memory: { sizeGiB: given.memory },
    taints: given.tainted ? [{ key: 'maintenance', effect: 'NoSchedule' }] : [],
    allowedNamespaces: given.namespaces,
  });
}

function claimsOf(machines: readonly Machine[]): AssetClaim[] {
  const hold = { phase: 'Suspect', reason: 'why', since: '2026-01-01T00:00:00Z' };
  return machines.flatMap(({ claim }, position) => {
    if (!claim) return [];
    const nodeRef = { namespace: claim === 'team-a' ? 'team-a' : 'default', name: `n${position}`, uid: `u${position}` };
    return [aClaim(nameOf(position), { nodeRef, ...(claim === 'held' && { hold }) })];
  });
}

function choose(machines: readonly Machine[], given: Wish, assets = machines.map(assetOf)) {
  const node = aNode({
    nodeSelector: given.rack ? { 'topology.tess.io/rack': given.rack } : {},
    tolerations: given.tolerates ? [{ operator: 'Exists' }] : [],
    topologySpread: given.maxSkew ? [{ topologyKey: 'topology.tess.io/rack', maxSkew: given.maxSkew }] : [],
  });
  const notAccepted = machines.flatMap(({ accepted }, position) => (accepted ? [] : [nameOf(position)]));
  const fleet = aFleet({ assets, claims: claimsOf(machines), notAccepted });
  return firstFit({ node, flavor: aFlavor({ memoryGiB: given.memory }) }, fleet);
}

/** The rules, said once more and in another way: what can be taken at all, but for the spread. */
function mayBeTaken(given: Machine, wished: Wish): boolean {
  return (
    given.accepted &&
    given.claim === undefined &&
    given.memory >= wished.memory &&
    (wished.tolerates || !given.tainted) &&
    !given.namespaces.includes('team-a') &&
    (wished.rack === undefined || wished.rack === given.rack)
  );
}

test('no required rule is ever broken', () => {
  fc.assert(
    fc.property(fleets, wish, (machines, wished) => {
      const choice = choose(machines, wished);
      if (choice.kind === 'unschedulable') return;
      const taken = machines[Number(choice.assets[0]?.metadata.name.slice(1))];
      expect(taken && mayBeTaken(taken, wished)).toBe(true);
    }),
  );
});

test('without a spread something is chosen whenever anything may be taken', () => {
  fc.assert(
    fc.property(fleets, wish, (machines, wished) => {
      const choice = choose(machines, { ...wished, maxSkew: undefined });
      expect(choice.kind === 'fitting').toBe(machines.some((given) => mayBeTaken(given, wished)));
    }),
  );
});

test('a shuffled inventory gets the same answer', () => {
  const shuffled = fleets.chain((machines) =>
    fc.tuple(fc.constant(machines), fc.shuffledSubarray([...machines.keys()], { minLength: machines.length })),
  );
  fc.assert(
    fc.property(shuffled, wish, ([machines, order], wished) => {
      const assets = machines.map(assetOf);
      const mixed = order.flatMap((position) => assets[position] ?? []);
      expect(choose(machines, wished, mixed)).toEqual(choose(machines, wished));
    }),
  );
});

test('a fleet that is filled node by node never leans more than maxSkew to one rack', () => {
  const free = fc.array(fc.constantFrom(...racks), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(free, fc.integer({ min: 1, max: 3 }), (places, maxSkew) => {
      const machines: Machine[] = places.map((rack) => ({
        rack,
        memory: 192,
        tainted: false,
        accepted: true,
        namespaces: ['*'],
      }));
      const assets = machines.map(assetOf);
      for (;;) {
        const choice = choose(machines, { memory: 32, tolerates: false, maxSkew }, assets);
        if (choice.kind === 'unschedulable') return;
        const taken = machines[Number(choice.assets[0]?.metadata.name.slice(1))];
        if (taken) taken.claim = 'default';
        const counts = [...new Set(places)].map(
          (rack) => machines.filter((given) => given.rack === rack && given.claim).length,
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(maxSkew);
      }
    }),
  );
});

test('the counts of an unschedulable answer add up to the inventory', () => {
  fc.assert(
    fc.property(fleets, wish, (machines, wished) => {
      const choice = choose(machines, wished);
      if (choice.kind === 'fitting' || machines.length === 0) return;
      const counts = [...choice.message.matchAll(/(?:: |, )(\d+) /g)].map(([, count]) => Number(count));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(machines.length);
    }),
  );
});
