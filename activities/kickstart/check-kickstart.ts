import type { NodeAddress, PlanInputs } from '../../api/plan.ts';
import { checkBoot } from './check-boot.ts';
import { checkContainers } from './check-containers.ts';
import { checkImage } from './check-image.ts';
import { checkKept } from './kept-disks.ts';
import { checkMounts } from './check-mounts.ts';
import { checkNetwork } from './check-network.ts';
import { checkSpace } from './check-space.ts';
import { checkTexts } from './check-texts.ts';
import type { Problem } from './problem.ts';
import { resolveLayout } from './resolve-layout.ts';

/**
 * Everything that we can know to be wrong before the machine is powered on; empty when it can be installed. It looks at
 * meaning: what `ksvalidator` refuses is refused here too, and much that it lets pass (undefined members, sizes, addresses).
 */
export function checkKickstart(inputs: PlanInputs, addresses: readonly NodeAddress[]): Problem[] {
  return [...checkPlan(inputs), ...checkNetwork(inputs, addresses)];
}

/** The part of it that needs no addresses: asked before an asset is claimed. */
export function checkPlan(inputs: PlanInputs): Problem[] {
  return [...checkImage(inputs), ...checkTexts(inputs), ...checkLayout(inputs)];
}

function checkLayout({ layout, asset }: PlanInputs): Problem[] {
  const result = resolveLayout(layout, asset);
  if (!result.resolved) return result.problems;
  const problems = [
    ...checkMounts(result.layout),
    ...checkBoot(result.layout, asset.firmware),
    ...checkContainers(result.layout),
    ...checkKept(result.layout, layout.disks),
  ];
  // Sums over what does not hold together would only confuse.
  return problems.length > 0 ? problems : checkSpace(result.layout);
}
