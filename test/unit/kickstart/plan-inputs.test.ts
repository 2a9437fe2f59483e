import { nodeAddresses } from '../../../activities/kickstart/node-addresses.ts';
import { parsePlanInputs } from '../../../activities/kickstart/plan-inputs.ts';
import type { IPAddress } from '../../../api/kinds/network.ts';
import { ADDRESSES, aPlan } from './a-plan.ts';

describe('parsePlanInputs', () => {
  it('takes what a claim holds, as it came back from the apiserver', () => {
    const plan = aPlan();

    expect(parsePlanInputs(JSON.parse(JSON.stringify(plan)), 'r1-a01')).toEqual(plan);
  });

  it.each([
    ['nothing', undefined, 'inputs: '],
    ['another firmware', { ...aPlan(), asset: { ...aPlan().asset, firmware: 'OpenBoot' } }, 'asset.firmware: '],
    [
      'a size in words',
      { ...aPlan(), layout: { ...aPlan().layout, mounts: [{ path: '/', sizeMiB: 'all' }] } },
      'layout.mounts.0.sizeMiB: ',
    ],
  ])('names the field in %s', (_what, value, words) => {
    expect(() => parsePlanInputs(value, 'r1-a01')).toThrow(words);
    expect(() => parsePlanInputs(value, 'r1-a01')).toThrow('The plan in AssetClaim r1-a01');
  });
});

describe('nodeAddresses', () => {
  function held(address: string, subnet: string, device = '1'): IPAddress {
    const claimRef = { kind: 'ComputeNode' as const, namespace: 'default', name: 'web-1', uid: 'u', device };
    return { apiVersion: '', kind: 'IPAddress', metadata: { name: address }, spec: { address, subnet, claimRef } };
  }

  it('orders them by device and family, with what the plan knows', () => {
    const listed = [held('10.1.1.12', 'r1-v4', '2'), held('2001:db8:1::11', 'r1-v6'), held('10.1.1.11', 'r1-v4')];

    const [first, second, third] = nodeAddresses(aPlan(), listed);

    expect([first, second]).toEqual(ADDRESSES.dual);
    expect(third).toMatchObject({ device: '2', mac: '52:54:00:aa:00:02', address: '10.1.1.12' });
  });

  it('leaves out what belongs to another asset', () => {
    const listed = [held('10.2.1.1', 'r2-v4'), held('10.1.1.11', 'r1-v4', '9'), held('10.1.1.11', 'r1-v4')];

    expect(nodeAddresses(aPlan(), listed)).toEqual(ADDRESSES.v4);
  });
});
