import { attempt, progressOf } from './attempt.ts';
import { type Chain, ownerOf, show, waitForNudge } from './chain.ts';
import type { Claim } from './state.ts';
import { undoSteps } from './undo.ts';

const POWER_OFF = { name: 'install', title: 'power off before the next attempt' };
const RENEW = { name: 'install', title: 'renew the permit' };
/** Assets that may fail all their installs before a person is asked. */
const MAX_SUSPECT_ASSETS = 3;

/** The install failed: with a new permit on the same machine, or, after too many, on another one. */
export async function startOver(chain: Chain, why: string): Promise<void> {
  const { state, call, input } = chain;
  const claim = state.claim;
  if (!claim) return;
  const install = progressOf(chain, 'install');
  install.state = 'Failed';
  install.message = why;
  show(chain, 'Provisioned', 'False', 'InstallFailed', why);
  show(chain, 'Ready', 'False', 'InstallFailed', why);
  chain.publish();

  const asset = claim.plan.inputs.asset;
  await attempt(chain, { act: POWER_OFF, during: 'Running', after: 'Pending', heedsPause: true }, async () => {
    await call(
      'bmc.powerOff',
      { owner: ownerOf(chain, claim), asset, waitMs: claim.plan.inputs.systems.timeouts.powerOff },
      `${asset.name}: power off after a failed install`,
    );
    return { message: why };
  });

  if (claim.attempt >= claim.plan.inputs.systems.installAttempts) {
    if (!claim.reinstalls) return giveUpAsset(chain, claim, why);
    await untilSeenTo(chain, claim, why);
  }
  await attempt(chain, { act: RENEW, during: 'Running', after: 'Pending', heedsPause: true }, async () => {
    const renewed = await call(
      'claim.renew',
      { ref: input.ref, asset: asset.name, installId: claim.installId },
      `${asset.name}: new permit`,
    );
    state.claim = renewed;
    return { message: `${why}; attempt ${renewed.attempt} follows` };
  });
  resetSteps(chain, ['allocate-addresses']);
}

/** What is kept stands on the disks of this machine: no other one is taken for a node that is installed anew. */
async function untilSeenTo(chain: Chain, { asset, attempt: attempts }: Claim, why: string): Promise<void> {
  const words = `${attempts} installs of ${asset} failed, the last because ${why}. The node is installed anew and keeps its machine`;
  show(chain, 'Stalled', 'True', 'InstallFailed', `${words}: see to it, then run bedplate retry`);
  chain.state.waiting = `a person, after the installs of ${asset} failed`;
  chain.publish();
  await waitForNudge(chain, undefined);
  show(chain, 'Stalled', 'False', 'Retrying', 'it is tried once more');
  chain.state.waiting = undefined;
}

async function giveUpAsset(chain: Chain, claim: Claim, why: string): Promise<void> {
  const { state, call, input } = chain;
  await undoSteps(chain, claim);
  await attempt(
    chain,
    {
      act: { name: 'schedule-asset', title: 'mark the asset Suspect' },
      during: 'Running',
      after: 'Pending',
      heedsPause: true,
    },
    async () => {
      await call(
        'claim.hold',
        {
          ref: input.ref,
          asset: claim.asset,
          phase: 'Suspect',
          reason: `${claim.attempt} installs failed, the last because ${why}`,
        },
        `${claim.asset}: Suspect`,
      );
      return { message: `${claim.asset} is Suspect: ${why}` };
    },
  );
  state.claim = undefined;
  state.facts = {};
  state.installer = [];
  state.release = undefined;
  state.assetsTried += 1;
  state.suspects = [...(state.suspects ?? []), claim.asset];
  resetSteps(chain, []);
  if (state.assetsTried < MAX_SUSPECT_ASSETS) return;
  show(
    chain,
    'Stalled',
    'True',
    'InstallFailed',
    `${state.suspects.join(', ')} failed their installs, the last because ${why}. See to what they have in common, ` +
      'then run bedplate retry; deleting the AssetClaim of a Suspect asset says that it is fine again',
  );
  state.waiting = 'a person, after several assets failed';
  chain.publish();
  await waitForNudge(chain, undefined);
  state.assetsTried = 0;
  state.suspects = [];
}

function resetSteps(chain: Chain, keep: readonly string[]): void {
  chain.state.installer = [];
  for (const step of chain.state.steps) {
    if (step.name === 'schedule-asset' && chain.state.claim) continue;
    if (keep.includes(step.name)) continue;
    step.state = 'Pending';
    step.finishedAt = undefined;
  }
}
