import type { FleetChange } from '../../../activities/scheduling/fleet-event.ts';
import type { FleetView } from '../../../activities/scheduling/fleet-view.ts';
import { choosePlace } from '../../../activities/scheduling/choose-plan.ts';
import { createWaitingRoom, type WaitingRoom } from '../../../activities/scheduling/waiting/waiting-room.ts';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { aClaim, aFleet, aFlavor, aNode, anAsset } from './a-fleet.ts';

const MAINTENANCE = [{ key: 'maintenance', effect: 'NoSchedule' }];
const TIMES = { collect: 100, reserve: 10_000, turn: 10_000 };
const RACK = 'topology.tess.io/rack';

let rooms: WaitingRoom[] = [];
beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  for (const room of rooms) room.close();
  rooms = [];
  jest.useRealTimers();
});

/** A fleet that changes, and the room in front of it. */
function aRoom(assets: ComputeAsset[], options: { nodes?: ComputeNode[]; requirements?: object } = {}) {
  const fleet = new Map(assets.map((asset) => [asset.metadata.name, asset]));
  const claims = new Map<string, ReturnType<typeof aClaim>>();
  const nodes = new Map((options.nodes ?? []).map((node) => [node.metadata.uid ?? '', node]));
  const woken: string[] = [];
  let looks = 0;
  let fails = false;
  const now = () =>
    aFleet({
      assets: [...fleet.values()],
      claims: [...claims.values()],
      nodes: [...nodes.values()],
      flavor: aFlavor(options.requirements),
    });
  let current = now();
  /** As the real one: a view of what is there when it is asked. */
  const view: FleetView = {
    ...current,
    get size() {
      return current.size;
    },
    groups() {
      looks += 1;
      return current.groups();
    },
    groupOf: (name) => current.groupOf(name),
    asset: (name) => current.asset(name),
    claims: () => current.claims(),
    claimOf: (name) => current.claimOf(name),
    domainCounts: (question) => current.domainCounts(question),
    racks: () => current.racks(),
    keepingAway: () => current.keepingAway(),
  };
  const room = createWaitingRoom({
    view,
    nodes: () => nodes.values(),
    async wake({ metadata }) {
      if (fails) throw new Error('Temporal is away');
      woken.push(metadata.name);
    },
    onError: () => undefined,
    times: TIMES,
  });
  rooms.push(room);

  return {
    room,
    woken,
    looks: () => looks,
    wakesFail(does: boolean) {
      fails = does;
    },
    /** It tries to get an asset now, as the activity does. */
    tries(node: ComputeNode): string | undefined {
      room.leave(node.metadata.uid ?? '');
      const choice = choosePlace(node, current);
      if (choice.kind === 'placed') {
        const { asset } = choice.place;
        const { namespace = '', name, uid = '' } = node.metadata;
        const claim = aClaim(asset, { nodeRef: { namespace, name, uid } });
        claims.set(asset, claim);
        nodes.set(uid, node);
        current = now();
        room.see({ kind: 'AssetClaim', change: { type: 'upsert', object: claim } });
        return asset;
      }
      if (choice.helpedBy) room.enter(node, choice.helpedBy);
      return undefined;
    },
    changes(asset: ComputeAsset): void {
      const previous = fleet.get(asset.metadata.name);
      fleet.set(asset.metadata.name, asset);
      current = now();
      room.see({ kind: 'ComputeAsset', change: { type: 'upsert', object: asset, previous } });
    },
    releases(asset: string): void {
      const object = claims.get(asset);
      claims.delete(asset);
      current = now();
      if (object) room.see({ kind: 'AssetClaim', change: { type: 'delete', object } });
    },
    sees: (change: FleetChange) => room.see(change),
    passes: (ms = TIMES.collect) => void jest.advanceTimersByTime(ms),
  };
}

const nodesNamed = (count: number, spec: object = {}) =>
  Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(3, '0');
    const creationTimestamp = `2026-01-01T00:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}Z`;
    return aNode(spec, { name: `n${number}`, uid: `u${number}`, creationTimestamp });
  });

const tainted = (name: string, fields: object = {}) => anAsset(name, { taints: MAINTENANCE, ...fields });

test('a hundred nodes that wait: nothing changes, nobody looks; one asset is untainted, one is woken, the oldest', () => {
  const place = aRoom(['a1', 'a2', 'a3'].map((name) => tainted(name)));
  place.room.open();
  const nodes = nodesNamed(100);
  for (const node of [...nodes].reverse()) expect(place.tries(node)).toBeUndefined();
  place.passes();
  const before = place.looks();

  place.passes(600_000);
  expect(place.looks()).toBe(before);
  expect(place.woken).toEqual([]);
  // Nor is anything to begin later.
  expect(jest.getTimerCount()).toBe(0);

  place.changes(anAsset('a2'));
  place.passes();

  expect(place.woken).toEqual(['n000']);
  expect(place.room.size).toBe(99);
});

test('who is woken and does not come makes room for the next; who comes gets it', () => {
  const place = aRoom([tainted('a1')]);
  place.room.open();
  const [first, second, third] = nodesNamed(3) as [ComputeNode, ComputeNode, ComputeNode];
  for (const node of [first, second, third]) place.tries(node);
  place.changes(anAsset('a1'));
  place.passes();
  expect(place.woken).toEqual(['n000']);

  place.passes(TIMES.reserve);
  place.passes();
  expect(place.woken).toEqual(['n000', 'n001']);

  expect(place.tries(second)).toBe('a1');
  place.passes();
  expect(place.woken).toEqual(['n000', 'n001']);
  place.releases('a1');
  place.passes();
  expect(place.woken).toEqual(['n000', 'n001', 'n002']);
});

test.each<[string, object, object, (place: ReturnType<typeof aRoom>) => void, boolean]>([
  ['taints: an asset is untainted', { taints: MAINTENANCE }, {}, (place) => place.changes(anAsset('a1')), true],
  [
    'taints: memory is added to the tainted one',
    { taints: MAINTENANCE },
    {},
    (place) => place.changes(tainted('a1', { memory: { sizeGiB: 999 } })),
    false,
  ],
  [
    'too little memory: it gets more',
    { memory: { sizeGiB: 16 } },
    {},
    (place) => place.changes(anAsset('a1', {}, { generation: 2 })),
    true,
  ],
  [
    'too little memory: it is tainted',
    { memory: { sizeGiB: 16 } },
    {},
    (place) => place.changes(tainted('a1', { memory: { sizeGiB: 16 } })),
    false,
  ],
  [
    'a selector: the asset gets the label',
    {},
    { nodeSelector: { gpu: 'yes' } },
    (place) => place.changes(anAsset('a1', {}, { labels: { gpu: 'yes' } })),
    true,
  ],
  [
    'a selector: a new asset that has it',
    {},
    { nodeSelector: { gpu: 'yes' } },
    (place) => place.changes(anAsset('a2', {}, { labels: { gpu: 'yes' } })),
    true,
  ],
  [
    'namespaces: one is let in',
    { allowedNamespaces: ['team-a'] },
    {},
    (place) => place.changes(anAsset('a1', { allowedNamespaces: ['*'] })),
    true,
  ],
])('%s', (_, asset, spec, change, wakes) => {
  const place = aRoom([anAsset('a1', asset)], { requirements: { memoryGiB: 128 } });
  place.room.open();
  const [node] = nodesNamed(1, spec) as [ComputeNode];
  expect(place.tries(node)).toBeUndefined();
  const before = place.looks();

  change(place);
  place.passes();

  expect(place.woken).toEqual(wakes ? ['n000'] : []);
  // What can't help is not even looked at.
  if (!wakes) expect(place.looks()).toBe(before);
});

test('a status of an asset helps nobody and is not looked at', () => {
  const place = aRoom([tainted('a1')]);
  place.room.open();
  place.tries(aNode());
  const before = place.looks();

  place.changes({ ...tainted('a1'), status: { phase: 'Free' } });
  place.passes();

  expect(place.looks()).toBe(before);
});

test('of two that keep apart the second is woken when the first has gone, and not by what frees another rack', () => {
  const term = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: RACK };
  const apart = { affinity: { nodeAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const place = aRoom([anAsset('a1'), anAsset('a2'), tainted('b1', { rack: { name: 'r2' } })]);
  place.room.open();
  const labelled = (node: ComputeNode) => ({ ...node, metadata: { ...node.metadata, labels: { app: 'db' } } });
  const [first, second] = nodesNamed(2, apart).map(labelled);
  if (!first || !second) throw new Error('Two were made.');
  expect(place.tries(first)).toBe('a1');
  expect(place.tries(second)).toBeUndefined();

  place.releases('a1');
  place.passes();

  expect(place.woken).toEqual(['n001']);
});

test('two assets come free: two are woken, each for its own', () => {
  const place = aRoom([tainted('a1'), tainted('a2')]);
  place.room.open();
  const nodes = nodesNamed(5);
  for (const node of nodes) place.tries(node);

  place.changes(anAsset('a1'));
  place.changes(anAsset('a2'));
  place.passes();
  expect(place.woken).toEqual(['n000', 'n001']);

  expect(nodes.slice(0, 2).map((node) => place.tries(node))).toEqual(['a1', 'a2']);
  place.passes();
  expect(place.woken).toEqual(['n000', 'n001']);
});

test('a new scheduler finds those who wait by their status, tries each once in memory, and wakes who may go', () => {
  const status = { observedGeneration: 1, waitsFor: [{ kind: 'Scheduler', name: '*' }] };
  const waiting = nodesNamed(3).map((node) => ({ ...node, status }));
  const place = aRoom([anAsset('a1')], { nodes: [...waiting, aNode({}, { name: 'ready', uid: 'ready' })] });

  place.room.open();
  place.passes();

  expect(place.woken).toEqual(['n000']);
  expect(place.room.size).toBe(2);
});

test('one whose status comes after the hand-over is found too; one that goes is forgotten', () => {
  const status = { observedGeneration: 1, waitsFor: [{ kind: 'Scheduler', name: '*' }] };
  const [late, gone] = nodesNamed(2).map((node) => ({ ...node, status })) as [ComputeNode, ComputeNode];
  const place = aRoom([tainted('a1')]);
  place.room.open();
  for (const object of [late, gone]) place.sees({ kind: 'ComputeNode', change: { type: 'upsert', object } });
  place.passes();
  expect(place.room.size).toBe(2);

  place.sees({ kind: 'ComputeNode', change: { type: 'delete', object: gone } });
  expect(place.room.size).toBe(1);

  place.sees({
    kind: 'ComputeNode',
    change: { type: 'upsert', object: { ...late, status: { observedGeneration: 1 } }, previous: late },
  });
  expect(place.room.size).toBe(0);
});

test('a wake that Temporal does not take is made again', async () => {
  const place = aRoom([tainted('a1')]);
  place.room.open();
  place.tries(nodesNamed(1)[0] as ComputeNode);
  place.wakesFail(true);
  place.changes(anAsset('a1'));
  await jest.advanceTimersByTimeAsync(TIMES.collect);
  expect(place.woken).toEqual([]);

  place.wakesFail(false);
  await jest.advanceTimersByTimeAsync(TIMES.reserve + TIMES.collect);

  expect(place.woken).toEqual(['n000']);
});

test('who stands by keeps nobody', () => {
  const place = aRoom([tainted('a1')]);
  place.tries(aNode());
  expect(place.room.size).toBe(0);

  place.room.open();
  place.tries(aNode());
  expect(place.room.size).toBe(1);
  place.room.close();
  place.changes(anAsset('a1'));
  place.passes();

  expect(place.woken).toEqual([]);
  expect(place.room.size).toBe(0);
});
