import { planAgain } from '../../../activities/scheduling/plan-again.ts';
import { choosePlace } from '../../../activities/scheduling/choose-plan.ts';
import type { FleetView } from '../../../activities/scheduling/fleet-view.ts';
import type { PlanInputs } from '../../../api/plan.ts';
import { aDisk, aFleet, aNic, aNode, anAsset, aProvider, type FleetParts } from './a-fleet.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample ops';
const node = aNode();

/** What its claim was made with. */
function heldIn(fleet: FleetView): PlanInputs {
  const choice = choosePlace(node, fleet);
  if (choice.kind === 'refused') throw new Error(choice.message);
  return choice.place.inputs;
}

const claimed = aFleet();
const held = heldIn(claimed);
const again = (parts: FleetParts, spec: object = {}) => planAgain(aNode(spec), held, aFleet(parts));

test.each<[string, FleetParts, object, string]>([
  [
    'asset',
    { assets: [anAsset('another')] },
    {},
    'There is no ComputeAsset "r1-a01" any more: create it, and reinstall then',
  ],
  ['flavor', { flavor: null }, {}, 'There is no Flavor "bm-standard" any more'],
  ['image', { image: null }, {}, 'There is no OSImage "rhel9" any more'],
  ['provider', { provider: null }, {}, 'There is no ComputeProvider "native" any more'],
])('without its %s nothing is installed anew, in words', (_, parts, spec, words) => {
  expect(again(parts, spec)).toMatchObject({
    kind: 'refused',
    type: 'NotFound',
    message: expect.stringContaining(words) as string,
  });
});

test.each<[string, FleetParts, object, object]>([
  ['nothing', {}, {}, {}],
  ['its keys', {}, { sshKeys: [{ name: 'ops', public: KEY }] }, { sshKeys: [KEY] }],
  ['what becomes of its disks', {}, { deletionPolicy: 'Retain' }, { deletionPolicy: 'Retain' }],
  [
    'the disks that are there now',
    { assets: [anAsset('r1-a01', { devices: [aNic(1), aDisk('sda'), aDisk('sdb', { sizeGiB: 960 })] })] },
    {},
    { asset: { disks: [expect.objectContaining({ name: 'sda' }), expect.objectContaining({ sizeGiB: 960 })] } },
  ],
])('what changed since the claim is taken over: %s', (_, parts, spec, changed) => {
  expect(again(parts, spec)).toMatchObject({ kind: 'planned', changed });
});

test('who the machine is, its addresses, names and outside systems stay as they were claimed', () => {
  const moved = anAsset('r1-a01', {
    rack: { name: 'r9' },
    bmc: { address: 'redfish+https://10.9.9.9/redfish/v1/Systems/1' },
  });
  const planned = again({ assets: [moved], domain: 'elsewhere.example', provider: aProvider() }, { hostname: 'other' });

  if (planned.kind === 'refused') throw new Error(planned.message);
  const { asset, systems, ...rest } = planned.changed as { asset: object; systems: object };
  expect(Object.keys(asset).sort()).toEqual(['disks', 'firmware']);
  expect(Object.keys(systems).sort()).toEqual(['installAttempts', 'timeouts']);
  expect(Object.keys(rest).sort()).toEqual(['deletionPolicy', 'kept', 'layout', 'osImage', 'probes', 'sshKeys']);
});

test('what an image has no more is taken out of the claim, not left in it', () => {
  const rich: PlanInputs = {
    ...held,
    osImage: { ...held.osImage, kernelArgs: ['quiet'], gone: 'x' } as PlanInputs['osImage'],
  };
  const planned = planAgain(node, rich, claimed);

  expect(planned).toMatchObject({ kind: 'planned', changed: { osImage: { gone: null, kernelArgs: [] } } });
});

test('a layout that the machine can’t carry is refused with what it lacks, and waits for its image or flavor', () => {
  const small = anAsset('r1-a01', { devices: [aNic(1), aDisk('sda', { sizeGiB: 20 })] });

  expect(again({ assets: [small] })).toMatchObject({
    kind: 'refused',
    type: 'InvalidInput',
    message: expect.stringMatching(/^r1-a01 can't be installed anew so: .*20480 MiB/) as string,
    waitsFor: [
      { kind: 'Flavor', name: 'bm-standard' },
      { kind: 'OSImage', name: 'rhel9' },
    ],
  });
});
