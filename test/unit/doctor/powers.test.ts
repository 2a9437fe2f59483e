import { readPowers } from '../../../activities/doctor/powers.ts';
import type { Bmc } from '../../../activities/ports/bmc.ts';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';

function asset(name: string, address: string | undefined = `redfish+https://bmc/${name}`): ComputeAsset {
  return { metadata: { name }, ...(address && { bmc: { address } }) } as ComputeAsset;
}

/** BMCs that answer by what their address says. */
function bmcs(power: (address: string) => Promise<'On' | 'Off'>) {
  let asked = 0;
  let most = 0;
  return {
    most: () => most,
    async bmc({ address }: { address: string }): Promise<Bmc> {
      const read = async () => {
        asked += 1;
        most = Math.max(most, asked);
        await new Promise((resolve) => setImmediate(resolve));
        asked -= 1;
        return power(address);
      };
      return { power: read } as Bmc;
    },
  };
}

test('names what is on; one that does not answer stops no other, one without a BMC is not asked', async () => {
  const systems = bmcs(async (address) => {
    if (address.endsWith('dead')) throw new Error('no route');
    return address.endsWith('-on') ? 'On' : 'Off';
  });
  const assets = [asset('dead'), asset('b-on'), asset('off'), asset('a-on'), asset('bare', '')];
  expect(await readPowers(systems, assets)).toEqual({
    on: ['a-on', 'b-on'],
    unanswered: [{ system: 'bmc', where: 'dead', why: 'no route' }],
  });
});

test('asks few at a time, and names few of many that are silent', async () => {
  const systems = bmcs(() => Promise.reject(new Error('no route')));
  const { unanswered } = await readPowers(
    systems,
    Array.from({ length: 200 }, (_, index) => asset(`a${index}`)),
  );
  expect(systems.most()).toBeGreaterThan(1);
  expect(systems.most()).toBeLessThanOrEqual(20);
  expect(unanswered).toHaveLength(26);
  expect(unanswered.at(-1)).toMatchObject({ where: '175 more' });
});
