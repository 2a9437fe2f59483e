import type { PermanentFailure, WaitsFor } from '../../api/failures.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { PlanInputs } from '../../api/plan.ts';
import { checkPlan } from '../kickstart/check-kickstart.ts';
import { keptDisks } from '../kickstart/kept-disks.ts';
import { describeProblems } from '../kickstart/problem.ts';
import type { FleetView } from './fleet-view.ts';
import { resolvePlan } from './resolve-plan.ts';

export type PlannedAgain =
  /** What is other than before, as a merge patch of the inputs. */
  | { kind: 'planned'; changed: object }
  | { kind: 'refused'; type: PermanentFailure; message: string; waitsFor: WaitsFor[] };

/**
 * What a reinstall installs: image, layout, keys, probes and time-outs as they are described now. The machine's identity,
 * its addresses and names, the outside systems and the steps stay as they were claimed, or an undo would look for others.
 */
export function planAgain(node: ComputeNode, held: PlanInputs, view: FleetView): PlannedAgain {
  const { provider: providerName, flavor: flavorName, osImage: imageRef } = node.spec;
  const asset = view.asset(held.asset.name);
  const flavor = view.flavor(flavorName);
  const image = view.osImage(imageRef.name);
  const native = view.provider(providerName)?.spec.native;
  if (!asset) return missing('ComputeAsset', held.asset.name);
  if (!flavor) return missing('Flavor', flavorName);
  if (!image) return missing('OSImage', imageRef.name);
  if (!native) return missing('ComputeProvider', providerName);

  const waitsFor = [
    { kind: 'Flavor', name: flavorName },
    { kind: 'OSImage', name: imageRef.name },
  ];
  const resolution = resolvePlan({ node, asset, flavor, image, native }, view);
  if (resolution.kind === 'refused') return { ...resolution, type: 'InvalidInput' };
  const now = resolution.inputs;
  const { disks, firmware } = now.asset;
  const changed = {
    osImage: now.osImage,
    layout: now.layout,
    sshKeys: now.sshKeys,
    deletionPolicy: now.deletionPolicy,
    probes: now.probes,
    asset: { disks, firmware },
    systems: { timeouts: now.systems.timeouts, installAttempts: now.systems.installAttempts },
  };
  const inputs: PlanInputs = {
    ...held,
    ...changed,
    asset: { ...held.asset, ...changed.asset },
    systems: { ...held.systems, ...changed.systems },
  };
  const kept = keptDisks(held, inputs);
  const problems = [...checkPlan(inputs), ...kept.problems];
  if (problems.length > 0) {
    const message = `${held.asset.name} can't be installed anew so: ${describeProblems(problems)}`;
    return { kind: 'refused', type: 'InvalidInput', message, waitsFor };
  }
  const osImage = replacing(held.osImage, now.osImage);
  return { kind: 'planned', changed: { ...changed, osImage, kept: kept.aliases } };
}

/** The merge patch that makes `before` into `now`: what is not there any more must be said. */
function replacing(before: unknown, now: unknown): unknown {
  if (!isFields(before) || !isFields(now)) return now;
  const gone = Object.keys(before).filter((key) => now[key] === undefined);
  return {
    ...Object.fromEntries(gone.map((key) => [key, null])),
    ...Object.fromEntries(Object.entries(now).map(([key, value]) => [key, replacing(before[key], value)])),
  };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function missing(kind: string, name: string): PlannedAgain {
  const message = `There is no ${kind} "${name}" any more: create it, and reinstall then`;
  return { kind: 'refused', type: 'NotFound', message, waitsFor: [{ kind, name }] };
}
