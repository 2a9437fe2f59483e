import { schedulingActivities } from '../../../activities/scheduling/activities.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { aNode } from '../scheduling/a-fleet.ts';
import { aloneAtWork } from './alone-at-work.ts';
import { aDatacenter } from './claimed-node.ts';

const pipelines = { native: { steps: [], decommission: [] } };
const planned = (name: string, spec: object = {}): ComputeNode => {
  const { metadata, ...node } = aNode(spec, { name });
  return { ...node, metadata: { ...metadata, uid: undefined } };
};

async function aPlanner(assets: number) {
  const place = await aDatacenter(assets);
  const { cluster: client, fleet } = place;
  const deps = { client, fleet, requireMemory: async () => undefined, ...aloneAtWork(fleet) };
  return { place, preview: schedulingActivities(deps)['scheduler.preview'] };
}

test('nodes that are planned together see one another as placed, and nothing is written', async () => {
  const { place, preview } = await aPlanner(2);
  const before = [...place.writes()];
  const first = await preview({ node: planned('web-1'), pipelines });
  const earlier = [{ node: planned('web-1'), ...first }];
  const second = await preview({ node: planned('web-2'), pipelines, earlier });

  expect([first.asset, second.asset]).toEqual(['r1-a01', 'r1-a02']);
  const addresses = [...first.addresses, ...second.addresses].map(({ address }) => address);
  expect(new Set(addresses).size).toBe(4);
  await expect(
    preview({ node: planned('web-3'), pipelines, earlier: [...earlier, { node: planned('web-2'), ...second }] }),
  ).rejects.toThrow('0/2 assets: 2 claimed');
  expect(place.writes()).toEqual(before);
  expect((await place.cluster.list(assetClaim)).items).toEqual([]);
  // What was only planned is free again for the next who asks.
  expect((await preview({ node: planned('web-1'), pipelines })).addresses).toEqual(first.addresses);
});

test('a plan says what the kickstart would do', async () => {
  const { preview } = await aPlanner(1);

  const { kickstart } = await preview({ node: planned('web-1'), pipelines });

  expect(kickstart).toEqual([
    'RedHat 9 (rhel9) from http://mirror.example/rhel9/BaseOS, as web-1.r1.fleet.example',
    'UEFI, 1 disks: sda 480 GiB',
    'mounts: /boot/efi efi 600 MiB, /boot xfs 1024 MiB, / xfs 51200 MiB and what is left',
    'its disks are wiped when it is deleted',
  ]);
});
