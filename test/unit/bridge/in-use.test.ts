import { holdOf } from '../../../api/in-use.ts';
import { IN_USE_FINALIZER } from '../../../api/groups.ts';
import { flavor } from '../../../api/kinds/flavor.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import type { Resource } from '../../../api/kinds/kind.ts';
import { planned } from './fleet-of.ts';
import {
  asset,
  claim,
  l2DomainNamed,
  node,
  object,
  provider,
  rackNamed,
  routeNamed,
  subnetNamed,
  switchIn,
  vpcNamed,
} from './objects.ts';

const DELETED = '2026-02-01T00:00:00Z';
const going = <O extends Resource>(given: O): O => ({
  ...given,
  metadata: { ...given.metadata, deletionTimestamp: DELETED },
});
const without = <O extends Resource>(given: O): O => ({
  ...given,
  metadata: { ...given.metadata, finalizers: ['a/b'] },
});

const claimRef = { kind: 'ComputeNode', namespace: 'default', name: 'web-1', uid: 'u', device: '1' };
const address = object(
  ipAddressKind,
  { name: 'core-0a01010b' },
  { spec: { address: '10.1.1.11', subnet: 's4', claimRef } },
);
const mounts = [{ path: '/', sizeMiB: 1, fsType: 'xfs', on: 'a' }];
const standard = object(
  flavor,
  { name: 'bm-standard', finalizers: [IN_USE_FINALIZER] },
  { spec: { partitions: { disks: [{ as: 'a' }], mounts } } },
);

/** What is written about the object, in few words. */
function said(given: Resource, ...others: Resource[]): string[] {
  return planned(given, {}, others).flatMap((action) => {
    if (action.type === 'setFinalizers') return [`finalizers ${action.finalizers.join(' ')}`];
    if (action.type !== 'writeStatus') return [];
    const { conditions = [] } = action.status as { conditions?: { type: string; status: string; message: string }[] };
    return conditions.filter(({ type }) => type === 'InUse').map(({ status, message }) => `${status}: ${message}`);
  });
}

const KEPT = 'it goes by itself when they have gone, or name another.';

it.each<[string, string[], string[]]>([
  ['a new rack gets the finalizer first', said(without(rackNamed('r1'))), [`finalizers a/b ${IN_USE_FINALIZER}`]],
  ['a new Flavor gets it', said(without(standard)), [`finalizers a/b ${IN_USE_FINALIZER}`]],
  ['a new asset gets it, before it is claimed', said(without(asset('r1-a01'))), [`finalizers a/b ${IN_USE_FINALIZER}`]],
  ['a route never does: nobody names one', said(routeNamed('r'), subnetNamed('s4', '10.1.1.0/24')), []],
  ['a deleted rack that nobody uses goes', said(going(rackNamed('r1')), rackNamed('r2')), ['finalizers ']],
  [
    'finalizers of others stay',
    said({
      ...going(rackNamed('r1')),
      metadata: { name: 'r1', deletionTimestamp: DELETED, finalizers: ['a/b', IN_USE_FINALIZER] },
    }),
    ['finalizers a/b'],
  ],
  ['without our finalizer it is none of our business', said(going(without(rackNamed('r1'))), switchIn('r1')), []],
  [
    'a deleted rack stays for its switch',
    said(going(rackNamed('r1')), switchIn('r1')),
    [`True: 1 Switch (r1-switch) uses it: ${KEPT}`],
  ],
  [
    'its users are counted by kind, and the first are named',
    said(
      going(rackNamed('r1')),
      switchIn('r1'),
      ...['a05', 'a04', 'a03', 'a02', 'a01'].map((name) => asset(name, { rack: { name: 'r1' } })),
    ),
    [`True: 5 ComputeAssets (a01, a02, a03 and 2 more) and 1 Switch (r1-switch) use it: ${KEPT}`],
  ],
  [
    'a VPC stays for its subnets',
    said(going(vpcNamed('core')), subnetNamed('s4', '10.1.1.0/24')),
    [`True: 1 Subnet (s4) uses it: ${KEPT}`],
  ],
  [
    'a subnet stays for addresses and L2 domains',
    said(going(subnetNamed('s4', '10.1.1.0/24')), vpcNamed('core'), address, l2DomainNamed('l2-a', ['s4'])),
    [`True: 1 IPAddress (core-0a01010b) and 1 L2Domain (l2-a) use it: ${KEPT}`],
  ],
  [
    'an L2 domain stays for its assets',
    said(going(l2DomainNamed('l2-a', ['s4'])), asset('a01')),
    [`True: 1 ComputeAsset (a01) uses it: ${KEPT}`],
  ],
  ['a claimed asset stays', said(going(asset('a01')), claim('a01')), [`True: 1 AssetClaim (a01) uses it: ${KEPT}`]],
  [
    'a Flavor stays for its nodes',
    said(going(standard), node()),
    [`True: 1 ComputeNode (default/web-1) uses it: ${KEPT}`],
  ],
  [
    'a node that came after the deletion holds nothing',
    said(going(standard), node({ creationTimestamp: '2026-02-01T00:00:01Z' })),
    ['finalizers '],
  ],
  [
    'a provider stays for its nodes',
    said(going(provider()), node()),
    [`True: 1 ComputeNode (default/web-1) uses it: ${KEPT}`],
  ],
])('%s', (_, given, expected) => {
  expect(given).toEqual(expected);
});

it('says it once, and of a provider beside what its chain shows', () => {
  const [action] = planned(going(standard), {}, [node()]);
  if (action?.type !== 'writeStatus') throw new Error('nothing is written');
  expect(action.beside).toBe('in-use');

  expect(planned({ ...going(standard), ...{ status: action.status } }, {}, [node()])).toEqual([]);
});

it('asks who uses an object only when it is to go', () => {
  const asked = jest.fn(() => []);

  holdOf(rackNamed('r1'), asked, 'always');

  expect(asked).not.toHaveBeenCalled();
});
