import { everBooted } from '../compute-node/state.ts';
import { done, primaryAddress, type Step, type StepContext } from './step.ts';

/** Boots the machine into an eraser and believes it only by the digests of what it then reads from every disk. */
export const wipe: Step = {
  name: 'wipe',
  version: 1,
  confirmsMachine: 'WipeFailed',
  title: 'wipe disks',

  async run(context) {
    const { owner, inputs, claim, call, note } = context;
    const asset = inputs.asset.name;
    if (inputs.deletionPolicy === 'Retain') return done('kept: deletionPolicy is Retain');
    if (!everBooted(claim)) return done('nothing to wipe: the node never booted');

    if (!context.heard('wiped')) await bootEraser(context);
    note(`waiting for ${asset} to report its disks wiped`);
    const reported = await context.waitUntil(
      () => context.heard('wiped') !== undefined,
      inputs.systems.timeouts.wipe,
      `wipe ${asset}: give up waiting`,
    );
    const report = context.heard('wiped')?.detail ?? '';
    if (!reported) return { outcome: 'start-over', message: `${asset} did not report a wipe in time` };

    try {
      await call('kickstart.checkWipe', { asset, report, disks: inputs.asset.disks }, `wipe ${asset}: check the proof`);
    } catch (error) {
      // A report that proves nothing must not stand for the next wipe's.
      context.forget('wiped');
      throw error;
    }
    const waitMs = inputs.systems.timeouts.powerOff;
    await call('bmc.powerOff', { owner, asset: inputs.asset, waitMs }, `wipe ${asset}: power off`);
    return done(`${inputs.asset.disks.length} disks read back as zero`);
  },
};

async function bootEraser(context: StepContext): Promise<void> {
  const { owner, inputs, call, note } = context;
  const asset = inputs.asset.name;
  const summary = (what: string) => `wipe ${asset}: ${what}`;
  const foreman = { owner, foreman: inputs.systems.foreman, fqdn: inputs.fqdn };
  const waitMs = inputs.systems.timeouts.powerOff;
  note(`booting ${asset} into the eraser`);
  await call('claim.startCleaning', { owner, asset }, summary('permit'));
  await call(
    'foreman.createHost',
    {
      ...foreman,
      purpose: 'wipe',
      asset: { ...inputs.asset, disks: [] },
      image: inputs.osImage,
      ip: primaryAddress(context, 4),
      ip6: primaryAddress(context, 6),
    },
    summary('host'),
  );
  await call('foreman.setBuild', { ...foreman, build: true }, summary('build mode on'));
  await call(
    'bmc.bootFromNetwork',
    { owner, asset: inputs.asset, permit: 'wipe', waitMs },
    summary('next boot from the network'),
  );
  await call('bmc.powerOn', { owner, asset: inputs.asset, waitMs }, summary('power on'));
}
