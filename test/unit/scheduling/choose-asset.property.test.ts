import fc from 'fast-check';
import { chooseAsset } from '../../../activities/scheduling/choose-asset.ts';
import type { FleetView } from '../../../activities/scheduling/fleet-view.ts';
import type { AssetClaim } from '../../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { aClaim, aFleet, aNode, anAsset, aWish, ownLabels } from './a-fleet.ts';

interface Machine {
  rack: string;
  memory: number;
  tainted: boolean;
  accepted: boolean;
  namespaces: string[];
  claim?: 'default' | 'team-a' | 'held';
  /** Of the node that claims it. */
  role: 'web' | 'db';
  lonely: boolean;
}

interface Wish {
  memory: number;
  tolerates: boolean;
  rack?: string;
  maxSkew?: number;
  near?: 'web' | 'db';
  far?: 'web' | 'db';
  spare?: number;
  strategy: 'Spread' | 'Pack';
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
    role: fc.constantFrom('web', 'db'),
    lonely: fc.boolean(),
  },
  { requiredKeys: ['rack', 'memory', 'tainted', 'accepted', 'namespaces', 'role', 'lonely'] },
);
const wish: fc.Arbitrary<Wish> = fc.record(
  {
    memory: fc.constantFrom(32, 128),
    tolerates: fc.boolean(),
    rack: fc.constantFrom(...racks),
    maxSkew: fc.integer({ min: 1, max: 3 }),
    near: fc.constantFrom('web', 'db'),
    far: fc.constantFrom('web', 'db'),
    spare: fc.constantFrom(1, 2),
    strategy: fc.constantFrom('Spread', 'Pack'),
  },
  { requiredKeys: ['memory', 'tolerates', 'strategy'] },
);
/** So that there is mostly a choice: of the others few can be taken at all. */
const freeMachine: fc.Arbitrary<Machine> = machine.map(({ claim: _claim, ...given }) => ({
  ...given,
  accepted: true,
  namespaces: ['*'],
}));
const fleets = fc.array(fc.oneof(machine, freeMachine), { maxLength: 14 });

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

const term = (role: string) => ({ labelSelector: { matchLabels: { role } }, topologyKey: 'topology.tess.io/rack' });
const required = (role: string | undefined) =>
  role ? { requiredDuringSchedulingIgnoredDuringExecution: [term(role)] } : {};

/** The nodes behind the claims; a lonely one wants no database in its rack, whatever it is itself. */
function nodesOf(machines: readonly Machine[]): ComputeNode[] {
  return machines.flatMap(({ claim, role, lonely }, position) => {
    if (!claim) return [];
    const namespace = claim === 'team-a' ? 'team-a' : 'default';
    const affinity = { nodeAntiAffinity: required(lonely ? 'db' : undefined) };
    return [aNode({ affinity }, { name: `n${position}`, uid: `u${position}`, namespace, labels: { role } })];
  });
}

function wishOf(given: Wish) {
  const spec = {
    nodeSelector: given.rack ? { 'topology.tess.io/rack': given.rack } : {},
    tolerations: given.tolerates ? [{ operator: 'Exists' }] : [],
    topologySpread: given.maxSkew ? [{ topologyKey: 'topology.tess.io/rack', maxSkew: given.maxSkew }] : [],
    affinity: { nodeAffinity: required(given.near), nodeAntiAffinity: required(given.far) },
  };
  const scheduling = { strategy: given.strategy, sparePerRack: given.spare ?? 0 };
  return aWish(spec, { memoryGiB: given.memory }, scheduling);
}

function fleetOf(machines: readonly Machine[], assets = machines.map(assetOf)): FleetView {
  const notAccepted = machines.flatMap(({ accepted }, position) => (accepted ? [] : [nameOf(position)]));
  return aFleet({ assets, claims: claimsOf(machines), nodes: nodesOf(machines), notAccepted });
}

interface Answer {
  kind: 'fitting' | 'unschedulable';
  names: string[];
  message: string;
}

function answerOf(given: Wish, fleet: FleetView): Answer {
  const choice = chooseAsset(wishOf(given), fleet);
  if (choice.kind === 'unschedulable') return { kind: choice.kind, names: [], message: choice.message };
  const names = [...choice.candidates()].map(({ asset }) => asset.metadata.name);
  return { kind: choice.kind, names, message: JSON.stringify(choice.losers()) };
}

const choose = (machines: readonly Machine[], given: Wish, assets?: ComputeAsset[]) =>
  answerOf(given, fleetOf(machines, assets));

/** The same fleet with each asset a group of its own: every plugin looks at every asset. */
function ungrouped(fleet: FleetView): FleetView {
  const alone = [...fleet.groups()].flatMap(({ asset: { metadata } }) => metadata.name);
  const names = [...fleet.claims()].map(({ metadata }) => metadata.name);
  const all = new Set([...alone, ...names, ...[...fleet.groups()].flatMap(({ free }) => free)]);
  const groups = new Map(
    [...all].flatMap((name) => {
      const asset = fleet.asset(name);
      return asset
        ? [[name, { asset, labels: ownLabels(asset), size: 1, free: fleet.claimOf(name) ? [] : [name] }] as const]
        : [];
    }),
  );
  return { ...fleet, size: groups.size, groups: () => groups.values(), groupOf: (name) => groups.get(name) };
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

/** Where it may stand: the required affinities of both sides, and the spare capacity. */
function isWellPlaced(given: Machine, wished: Wish, machines: readonly Machine[]): boolean {
  const standing = machines.filter(({ claim }) => claim === 'default');
  const inRack = (role: string) => standing.some((other) => other.rack === given.rack && other.role === role);
  const free = machines.filter(({ rack, claim }) => rack === given.rack && claim === undefined);
  return (
    (!wished.near || inRack(wished.near)) && (!wished.far || !inRack(wished.far)) && free.length > (wished.spare ?? 0)
  );
}

test('no required rule is ever broken', () => {
  fc.assert(
    fc.property(fleets, wish, (machines, wished) => {
      const choice = choose(machines, wished);
      if (choice.kind === 'unschedulable') return;
      for (const name of choice.names) {
        const taken = machines[Number(name.slice(1))];
        expect(taken && mayBeTaken(taken, wished) && isWellPlaced(taken, wished, machines)).toBe(true);
      }
    }),
  );
});

test('without a spread something is chosen whenever anything may be taken', () => {
  fc.assert(
    fc.property(fleets, wish, (machines, wished) => {
      const choice = choose(machines, { ...wished, maxSkew: undefined });
      const fits = machines.some((given) => mayBeTaken(given, wished) && isWellPlaced(given, wished, machines));
      expect(choice.kind === 'fitting').toBe(fits);
    }),
  );
});

test('a choice among groups is the choice among all assets, to the last candidate and the last count', () => {
  fc.assert(
    fc.property(fleets, wish, (machines, wished) => {
      const fleet = fleetOf(machines);
      expect(answerOf(wished, fleet)).toEqual(answerOf(wished, ungrouped(fleet)));
    }),
    { numRuns: 500 },
  );
});

test('what was asked before, of the same fleet and for other wishes, changes no answer', () => {
  fc.assert(
    fc.property(fleets, fc.array(wish, { minLength: 2, maxLength: 6 }), (machines, wishes) => {
      const asked = fleetOf(machines);
      const answers = wishes.map((wished) => answerOf(wished, asked));
      expect(answers).toEqual(wishes.map((wished) => choose(machines, wished)));
    }),
  );
});

test('a node that wants no database near keeps them away, also from a node that has no wish itself', () => {
  fc.assert(
    fc.property(fleets, wish, (machines, wished) => {
      const db = { ...wishOf(wished), node: aNode({}, { labels: { role: 'db' } }) };
      const choice = chooseAsset(db, fleetOf(machines));
      if (choice.kind === 'unschedulable') return;
      const lonely = machines.filter(({ claim, lonely }) => claim === 'default' && lonely).map(({ rack }) => rack);
      for (const { asset } of choice.candidates()) expect(lonely).not.toContain(asset.rack?.name);
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
        role: 'web',
        lonely: false,
      }));
      const assets = machines.map(assetOf);
      for (;;) {
        const choice = choose(machines, { memory: 32, tolerates: false, maxSkew, strategy: 'Pack' }, assets);
        if (choice.kind === 'unschedulable') return;
        const taken = machines[Number(choice.names[0]?.slice(1))];
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
