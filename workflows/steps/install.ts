import { ApplicationFailure, CancellationScope, isCancellation } from '@temporalio/workflow';
import { switchOff } from './power-off.ts';
import { done, type Step, type StepContext } from './step.ts';

type Outcome = { kind: 'installed'; by: string } | { kind: 'failed'; log: string } | { kind: 'silent' };

/** Boots the machine from the network under the claim's permit, once, and waits until the installer is through. */
export const install: Step = {
  name: 'install',
  version: 1,
  confirmsMachine: 'PowerOffUnconfirmed',
  condition: 'Provisioned',
  title: 'install',

  async run(context) {
    const { owner, inputs, claim, call, note } = context;
    const asset = inputs.asset.name;
    await boot(context);

    note(`waiting for the installer on ${asset}`);
    const outcome = await installerOutcome(context);
    if (outcome.kind === 'failed') {
      return { outcome: 'start-over', message: `the installer on ${asset} failed: ${lastLine(outcome.log)}` };
    }
    if (outcome.kind === 'silent') {
      const minutes = Math.round(inputs.systems.timeouts.install / 60_000);
      return { outcome: 'start-over', message: `nothing heard from ${asset} for ${minutes} minutes` };
    }
    // The installer ended build mode itself if it could; a machine in build mode would install again at its next boot.
    await call(
      'foreman.setBuild',
      { owner, foreman: inputs.systems.foreman, fqdn: inputs.fqdn, build: false, provider: claim.plan.provider },
      `${asset}: end build mode`,
    );
    return done(`installed, told by ${outcome.by}`);
  },

  undo: switchOff,

  /** The machine runs. The claim's permit was used up when it was made: nothing can boot an install under it. */
  async adopt({ claim, inputs }) {
    if (!claim.booted)
      throw ApplicationFailure.nonRetryable(`The claim of ${inputs.asset.name} permits an install`, 'Conflict');
    return done(`${inputs.asset.name} runs, and was not touched`);
  },
};

/**
 * The order matters: the permit is consumed before the power comes on, so that no repeat can boot a second install.
 * What a repeat may do after that, using the permit up and powering on, is nothing on a machine that runs.
 */
async function boot({ owner, inputs, claim, call, note, keep, heard }: StepContext): Promise<void> {
  const asset = inputs.asset.name;
  const waitMs = inputs.systems.timeouts.powerOff;
  const summary = (what: string) => `install ${asset}: ${what}`;
  if (!claim.booted) {
    note(`booting ${asset} from the network`);
    const foreman = { owner, foreman: inputs.systems.foreman, fqdn: inputs.fqdn };
    await call('foreman.setBuild', { ...foreman, build: true }, summary('build mode on'));
    await call(
      'bmc.bootFromNetwork',
      { owner, asset: inputs.asset, permit: 'install', waitMs },
      summary('next boot from the network'),
    );
    // Before the claim says so: its answer may get lost, and the permit with it.
    keep({ ...claim, booted: true });
  }
  if (heard('installed') || heard('failed')) return;
  await call('claim.markBooted', { owner, asset }, summary('use up the permit'));
  await call('bmc.powerOn', { owner, asset: inputs.asset, waitMs }, summary('power on'));
}

/** Whoever speaks first: the machine's call-back, or Foreman's list of finished builds when the call-back got lost. */
async function installerOutcome({ owner, inputs, call, heard, waitUntil }: StepContext): Promise<Outcome> {
  let seen: Outcome | undefined;
  const watch = new CancellationScope();
  const watching = watch.run(async () => {
    const built = await call(
      'foreman.awaitBuilt',
      { owner, foreman: inputs.systems.foreman, fqdn: inputs.fqdn },
      `install ${inputs.asset.name}: wait for the installer`,
    );
    seen = built.result === 'failed' ? { kind: 'failed', log: built.detail } : { kind: 'installed', by: 'Foreman' };
  });
  // Its failure (Foreman down, say) is no outcome: the call-back and the time-out still stand.
  const settled = watching.catch((error: unknown) => {
    if (!isCancellation(error)) seen ??= undefined;
  });
  await waitUntil(
    () => seen !== undefined || heard('installed') !== undefined || heard('failed') !== undefined,
    inputs.systems.timeouts.install,
    `install ${inputs.asset.name}: give up waiting`,
  );
  watch.cancel();
  await settled;
  const failed = heard('failed');
  if (heard('installed')) return { kind: 'installed', by: 'its call-back' };
  if (failed) return { kind: 'failed', log: failed.detail };
  return seen ?? { kind: 'silent' };
}

function lastLine(log: string): string {
  const lines = log.trim().split('\n');
  return (lines.at(-1) ?? '').slice(0, 500) || 'it left no log';
}
