import { RELEASES } from '../../../activities/kickstart/release.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { PlannedImage } from '../../../api/plan.ts';
import { ADDRESSES, aMount, aPlan, CALLBACKS, LAYOUTS } from './a-plan.ts';
import { ksvalidatorComplaints } from './ksvalidator.ts';
import { type Case, layout, refuses } from './refusals.ts';

const OSTREE = {
  url: 'http://mirror.example/ostree',
  ref: 'fleet/9/x86_64/node',
  osName: 'fleet',
  remote: 'fleet',
  verify: true,
};
const CONTAINER = {
  url: 'docker://registry.example:5000/fleet/node:9',
  osName: 'fleet',
  remote: 'fleet',
  verify: true,
};

const kickstartOf = (osImage: Partial<PlannedImage>) =>
  renderKickstart(aPlan({ osImage: { packages: [], ...osImage } }), ADDRESSES.v4, CALLBACKS);

it.each<[string, Partial<PlannedImage>, string]>([
  [
    'a commit',
    { ostree: OSTREE },
    'ostreesetup --osname=fleet --remote=fleet --url="http://mirror.example/ostree" --ref=fleet/9/x86_64/node',
  ],
  [
    'a commit without signatures',
    { ostree: { ...OSTREE, verify: false } },
    'ostreesetup --osname=fleet --remote=fleet --url="http://mirror.example/ostree" --ref=fleet/9/x86_64/node --nogpg',
  ],
  [
    'an image',
    { ostree: CONTAINER },
    'ostreecontainer --stateroot=fleet --url=registry.example:5000/fleet/node:9 --transport=registry',
  ],
  [
    'an image without signatures',
    { ostree: { ...CONTAINER, verify: false } },
    'ostreecontainer --stateroot=fleet --url=registry.example:5000/fleet/node:9 --transport=registry --no-signature-verification',
  ],
])('the system comes as %s, and no package beside it', (_, osImage, line) => {
  const lines = kickstartOf(osImage).split('\n');

  expect(lines).toContain(line);
  expect(lines.filter((each) => /^(url|ostreesetup|ostreecontainer) |^%packages/.test(each))).toEqual([line]);
});

it('is understood by the installers of all releases that know it', async () => {
  const candidates = RELEASES.flatMap((release) => [
    { name: 'ostree', release, text: kickstartOf({ version: String(release), ostree: OSTREE }) },
    ...(release === 8
      ? []
      : [{ name: 'container', release, text: kickstartOf({ version: String(release), ostree: CONTAINER }) }]),
  ]);

  expect(candidates).toHaveLength(5);
  expect(await ksvalidatorComplaints(candidates)).toEqual([]);
}, 60_000);

const whole: Case[1] = (plan) => Object.assign(plan.osImage, { ostree: { ...OSTREE }, packages: [] });

const REFUSED: Case[] = [
  [
    'a package beside the commit',
    (plan, addresses) => {
      whole(plan, addresses);
      plan.osImage.packages.push('vim');
    },
    'osImage.packages',
    "vim can't be added to it",
  ],
  [
    'a container on an installer that is too old',
    (plan) => Object.assign(plan.osImage, { ostree: CONTAINER, packages: [], version: '8' }),
    'osImage.ostree.url',
    'the installer of version 8 knows no container images',
  ],
  [
    'a home of its own',
    (plan, addresses) => {
      whole(plan, addresses);
      layout(LAYOUTS.UEFI.lvm, ({ mounts }) => mounts.push(aMount('/home', { volumeGroup: 'vg0' })))(plan, addresses);
    },
    'layout.mounts[5].path',
    'mount /var/home in its place',
  ],
  [
    'a /usr of its own',
    (plan, addresses) => {
      whole(plan, addresses);
      layout(LAYOUTS.UEFI.lvm, ({ mounts }) => mounts.push(aMount('/usr', { volumeGroup: 'vg0' })))(plan, addresses);
    },
    'layout.mounts[5].path',
    'part of the commit',
  ],
  [
    'a ref with a space',
    (plan) => Object.assign(plan.osImage, { ostree: { ...OSTREE, ref: 'a --nogpg' }, packages: [] }),
    'osImage.ostree.ref',
    'not a ref such as',
  ],
  [
    'an image with an option',
    (plan) => Object.assign(plan.osImage, { ostree: { ...CONTAINER, url: 'docker://a --remote=b' }, packages: [] }),
    'osImage.ostree.url',
    'not an image',
  ],
];

describe('is refused', () => refuses(REFUSED));
