import { createAssumedClaims } from '../../../activities/scheduling/assumed-claims.ts';
import { aClaim, aFleet, anAsset } from './a-fleet.ts';

test('an asset whose claim is on its way is claimed, until the claim has ended, well or not', async () => {
  const assumed = createAssumedClaims(aFleet({ assets: [anAsset('a1'), anAsset('a2')], claims: [aClaim('a1')] }));
  const claim = aClaim('a2');

  await assumed.during(claim, async () => {
    expect(assumed.view.claimOf('a2')).toBe(claim);
    expect([...assumed.view.claims()].map(({ metadata }) => metadata.name)).toEqual(['a1', 'a2']);
    expect(assumed.any()).toBe(true);
  });
  await expect(assumed.during(claim, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');

  expect(assumed.view.claimOf('a2')).toBeUndefined();
  expect(assumed.any()).toBe(false);
});

test('a claim that stands already is not hidden by an assumed one', async () => {
  const standing = aClaim('a1');
  const assumed = createAssumedClaims(aFleet({ assets: [anAsset('a1')], claims: [standing] }));

  await assumed.during(aClaim('a1'), async () => {
    expect(assumed.view.claimOf('a1')).toBe(standing);
  });
});
