import { eachAtOnce } from '../../api/at-once.ts';
import type { Unanswered } from '../../api/doctor.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { Systems } from '../systems/systems.ts';

const AT_ONCE = 20;
/** BMCs that are named one by one; the rest is counted. */
const MOST_NAMED = 25;

/** Asks the BMCs of assets whether their machines are on. One that does not answer is said, and stops no other. */
export async function readPowers(
  systems: Pick<Systems, 'bmc'>,
  assets: readonly ComputeAsset[],
): Promise<{ on: string[]; unanswered: Unanswered[] }> {
  const on: string[] = [];
  const unanswered: Unanswered[] = [];
  await eachAtOnce(assets, AT_ONCE, async ({ metadata: { name }, bmc: target }) => {
    const { address, credentialsSecretRef } = target ?? {};
    if (!address) return;
    try {
      const bmc = await systems.bmc({ address, credentialsSecretRef });
      if ((await bmc.power()) !== 'Off') on.push(name);
    } catch (error) {
      unanswered.push({ system: 'bmc', where: name, why: error instanceof Error ? error.message : String(error) });
    }
  });
  return { on: on.sort(), unanswered: shortened(unanswered) };
}

function shortened(unanswered: readonly Unanswered[]): Unanswered[] {
  const rest = unanswered.length - MOST_NAMED;
  if (rest <= 0) return [...unanswered];
  const more: Unanswered = { system: 'bmc', where: `${rest} more`, why: 'they did not answer either' };
  return [...unanswered.slice(0, MOST_NAMED), more];
}
