import fc from 'fast-check';
import { checkKickstart } from '../../../activities/kickstart/check-kickstart.ts';
import { survivesErb } from '../../../activities/kickstart/foreman-template.ts';
import { releaseOf } from '../../../activities/kickstart/release.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { PlanInputs } from '../../../api/plan.ts';
import { CALLBACKS } from './a-plan.ts';
import { type Candidate, candidate } from './arbitrary-plan.ts';
import { ksvalidatorComplaints } from './ksvalidator.ts';

const accepted = ({ plan, addresses }: Candidate) => checkKickstart(plan, addresses).length === 0;

describe('plans of all sorts', () => {
  it('are accepted and refused, neither of them seldom', () => {
    const sample = fc.sample(candidate, { numRuns: 400, seed: 7 });

    const share = sample.filter(accepted).length / sample.length;

    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.9);
  });

  it('are rendered exactly when they are accepted, always to the same text', () => {
    fc.assert(
      fc.property(candidate, ({ plan, addresses }) => {
        const render = () => renderKickstart(plan, addresses, CALLBACKS);
        if (!accepted({ plan, addresses })) return void expect(render).toThrow(/No kickstart can be written/);

        const text = render();

        expect(renderKickstart(structuredClone(plan), structuredClone(addresses), CALLBACKS)).toBe(text);
        expect(survivesErb(text)).toBe(true);
        expect(text).not.toMatch(/undefined|NaN/);
      }),
      { numRuns: 300 },
    );
  });

  it('are understood by the installer when they are accepted', async () => {
    const sample = fc.sample(candidate.filter(accepted), { numRuns: 45, seed: 11 });

    const complaints = await ksvalidatorComplaints(
      sample.map(({ plan, addresses }, index) => ({
        name: `generated ${index}`,
        release: releaseOf(plan.osImage.version) ?? 9,
        text: renderKickstart(plan, addresses, CALLBACKS),
      })),
    );

    expect(complaints).toEqual([]);
  }, 120_000);
});

/** Ways to put something dangerous, or nothing sensible, into a good plan. */
const spoilers: readonly ((candidate: Candidate, poison: string) => void)[] = [
  ({ plan }, poison) => plan.osImage.packages.push(poison),
  ({ plan }, poison) => plan.osImage.kernelArgs.push(poison),
  ({ plan }, poison) => plan.sshKeys.push(poison),
  ({ plan }, poison) => (plan.osImage.sourceUrl += poison),
  ({ plan }, poison) => rename(plan, `web${poison}`),
  ({ plan }, poison) => plan.asset.disks.push({ name: `sd${poison}`, sizeGiB: 1, rotational: false }),
  ({ plan }, poison) => (plan.layout.mounts.at(-1)!.path += poison),
  ({ addresses }, poison) => (addresses[0] = { ...addresses[0]!, address: `10.1.1.7${poison}` }),
  ({ addresses }, poison) => (addresses[0] = { ...addresses[0]!, mac: `52:54:00:aa:00:0${poison}` }),
];

function rename(plan: PlanInputs, hostname: string): void {
  Object.assign(plan, { hostname, fqdn: `${hostname}.${plan.domain}` });
}

it('refuses whatever a shell, the installer or ERB would act on, wherever it stands', () => {
  const poison = fc.constantFrom(
    '\n%post\nreboot',
    "'; reboot; '",
    '" --onpart=sda1',
    '$(reboot)',
    '`reboot`',
    '\\',
    '<%= x %>',
    ' --x\t',
    '\u0000',
  );
  fc.assert(
    fc.property(candidate.filter(accepted), poison, fc.constantFrom(...spoilers), (good, text, spoil) => {
      const bad = structuredClone(good);

      spoil(bad, text);

      const problems = checkKickstart(bad.plan, bad.addresses);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.every(({ field, reason, remedy }) => field && reason && remedy)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
