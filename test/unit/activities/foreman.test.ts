import { foremanActivities } from '../../../activities/foreman/activities.ts';
import { Failure } from '../../../activities/failure.ts';
import { aClaimedNode, aDatacenter, FREE_SLOTS } from './claimed-node.ts';

test.each([
  [false, 'native', 1],
  [true, undefined, 0],
])(
  'build mode %p with provider %p: so many slots are given back, whatever Foreman says then: %p',
  async (build, provider, count) => {
    const place = await aDatacenter();
    const { owner, claim } = await aClaimedNode(place);
    const { fqdn, systems } = claim.plan.inputs;
    const given: string[] = [];
    const activities = foremanActivities({
      systems: { hosts: () => Promise.reject(new Failure('Unavailable', 'Foreman does not answer')) },
      kickstartUrl: () => '',
      slots: { ...FREE_SLOTS, giveBack: async (of, installId) => void given.push(`${of} ${installId}`) },
    });

    const done = activities['foreman.setBuild']({ owner, foreman: systems.foreman, fqdn, build, provider });

    await expect(done).rejects.toMatchObject({ message: 'Foreman does not answer' });
    expect(given).toEqual(Array.from({ length: count }, () => `native ${owner.installId}`));
  },
);
