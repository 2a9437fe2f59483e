import { type PermanentFailure, SCHEDULER_WAKES, type WaitsFor } from '../../api/failures.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { PlanInputs, PlannedStep, ResolvedPlan } from '../../api/plan.ts';
import { checkPlan } from '../kickstart/check-kickstart.ts';
import { describeProblems } from '../kickstart/problem.ts';
import type { AssetGroup } from './asset-group.ts';
import { chooseAsset } from './choose-asset.ts';
import type { Loser } from './losers.ts';
import { FLEET_EVENTS, type FleetEvent } from './fleet-event.ts';
import type { FleetView } from './fleet-view.ts';
import { type Resolution, resolvePlan } from './resolve-plan.ts';

export interface Place {
  asset: string;
  /** All that the steps need to know. */
  inputs: PlanInputs;
  why: string[];
  losers: () => Loser[];
}

export interface Refused {
  kind: 'refused';
  type: PermanentFailure;
  message: string;
  waitsFor: WaitsFor[];
  /** What in the fleet may change so that there is a place; absent where it is not for want of one. */
  helpedBy?: ReadonlySet<FleetEvent>;
}

export type PlaceChoice = { kind: 'placed'; place: Place } | Refused;

export interface Planned extends Omit<Place, 'inputs'> {
  plan: ResolvedPlan;
}

export type PlanChoice = { kind: 'planned'; planned: Planned } | Refused;

/** For each provider type, the steps that a new claim's plan is made of. */
export type Pipelines = Record<string, { steps: PlannedStep[]; decommission: PlannedStep[] }>;

/** The asset and the resolved plan for a node, or why there is none, and what may change that. */
export function choosePlan(node: ComputeNode, pipelines: Pipelines, view: FleetView): PlanChoice {
  const choice = choosePlace(node, view);
  if (choice.kind === 'refused') return choice;
  const { provider } = node.spec;
  const type = view.provider(provider)?.spec.type ?? '';
  const pipeline = pipelines[type];
  if (!pipeline) return unsupported(provider, type);
  const { inputs, ...place } = choice.place;
  return { kind: 'planned', planned: { ...place, plan: { provider, ...pipeline, inputs } } };
}

/** The asset for a node and what its installation needs. */
export function choosePlace(node: ComputeNode, view: FleetView): PlaceChoice {
  const { provider: providerName, flavor: flavorName, osImage } = node.spec;
  const missing = (kind: string, name: string) =>
    refuse('NotFound', `There is no ${kind} "${name}": create it, or delete the node and name another`, [
      { kind, name },
    ]);

  const going = (kind: string, name: string) =>
    refuse('NotFound', `${kind} "${name}" is being deleted: delete the node and name another`, [{ kind, name }]);

  const provider = view.provider(providerName);
  if (!provider) return missing('ComputeProvider', providerName);
  const flavor = view.flavor(flavorName);
  if (!flavor) return missing('Flavor', flavorName);
  const image = view.osImage(osImage.name);
  if (!image) return missing('OSImage', osImage.name);
  if (isGoing(provider)) return going('ComputeProvider', providerName);
  if (isGoing(flavor)) return going('Flavor', flavorName);
  if (isGoing(image)) return going('OSImage', osImage.name);
  const { native, allowedNamespaces, scheduling } = provider.spec;
  if (!native) return unsupported(providerName, provider.spec.type);
  const namespace = node.metadata.namespace ?? '';
  if (!allowedNamespaces.includes('*') && !allowedNamespaces.includes(namespace)) {
    return refuse(
      'InvalidInput',
      `Provider ${providerName} is not for namespace ${namespace}: add it to spec.allowedNamespaces of the provider`,
      [{ kind: 'ComputeProvider', name: providerName }],
    );
  }

  const choice = chooseAsset({ node, flavor, scheduling }, view);
  if (choice.kind === 'unschedulable') {
    return { ...refuse('Exhausted', choice.message, [SCHEDULER_WAKES]), helpedBy: choice.helpedBy };
  }
  // An asset can fit by its figures and still not carry the layout: then one of another make may.
  let first: Extract<Resolution, { kind: 'refused' }> | undefined;
  const refused = new Set<AssetGroup>();
  for (const { asset, group, why } of choice.candidates()) {
    if (refused.has(group)) continue;
    const trial = tryAsset({ node, asset, flavor, image, native }, view);
    if (trial.kind === 'resolved') {
      const { inputs } = trial;
      return { kind: 'placed', place: { asset: asset.metadata.name, inputs, why, losers: choice.losers } };
    }
    refused.add(group);
    first ??= trial;
  }
  const waitsFor = [...(first?.waitsFor ?? []), SCHEDULER_WAKES];
  const message = first?.message ?? 'No asset was looked at';
  return { ...refuse('InvalidInput', message, waitsFor), helpedBy: new Set(FLEET_EVENTS) };
}

function unsupported(provider: string, type: string): Refused {
  return refuse('Unsupported', `Provider ${provider} is of type ${type}, which this version can't do`, [
    { kind: 'ComputeProvider', name: provider },
  ]);
}

function isGoing({ metadata }: Pick<Resource, 'metadata'>): boolean {
  return metadata.deletionTimestamp !== undefined;
}

function tryAsset(parts: Parameters<typeof resolvePlan>[0], view: FleetView): Resolution {
  const resolution = resolvePlan(parts, view);
  if (resolution.kind === 'refused') return resolution;
  const problems = checkPlan(resolution.inputs);
  if (problems.length === 0) return resolution;
  const message = `Asset ${resolution.inputs.asset.name} can't be installed so: ${describeProblems(problems)}`;
  return { kind: 'refused', message, waitsFor: [] };
}

function refuse(type: PermanentFailure, message: string, waitsFor: WaitsFor[]): Refused {
  return { kind: 'refused', type, message, waitsFor };
}
