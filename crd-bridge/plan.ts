import { isDeepStrictEqual } from 'node:util';
import {
  type Acceptance,
  type AcceptanceView,
  acceptAsset,
  acceptedCondition,
  acceptL2Domain,
  acceptSubnet,
  acceptSwitch,
} from '../api/acceptance.ts';
import { ASSET_CLAIM_FINALIZER, NODE_FINALIZER, PAUSE_ANNOTATION } from '../api/groups.ts';
import type { AssetClaim } from '../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../api/kinds/compute-node.ts';
import type { ComputeProvider } from '../api/kinds/compute-provider.ts';
import type { IPAddress, L2Domain, Subnet } from '../api/kinds/network.ts';
import type { Switch } from '../api/kinds/rack.ts';
import type { Condition } from '../api/schema/conditions.ts';
import type { Desire, ProviderDesire } from '../workflows/contract.ts';

/*
 * All that the bridge ever decides, as pure functions of what it sees. None of it is a business rule: what a desire
 * leads to is the workflow's business.
 */

export type Action =
  | { type: 'setFinalizers'; finalizers: string[]; resourceVersion: string | undefined; why: string }
  | { type: 'desire'; desire: Omit<Desire, 'by'> }
  | { type: 'desireProvider'; desire: Omit<ProviderDesire, 'by'> }
  /** The whole status, fenced by the resourceVersion that it was decided on. */
  | { type: 'writeStatus'; status: object; resourceVersion: string | undefined };

/** An object of a kind that the bridge decides on. The others are only watched. */
export type Planned =
  | { kind: 'ComputeNode'; object: ComputeNode }
  | { kind: 'ComputeProvider'; object: ComputeProvider }
  | { kind: 'ComputeAsset'; object: ComputeAsset }
  | { kind: 'AssetClaim'; object: AssetClaim }
  | { kind: 'IPAddress'; object: IPAddress }
  | { kind: 'Subnet'; object: Subnet }
  | { kind: 'L2Domain'; object: L2Domain }
  | { kind: 'Switch'; object: Switch };

/** The kinds that `plan` has something to say about. */
export const PLANNED_KINDS: readonly Planned['kind'][] = [
  'ComputeNode',
  'ComputeProvider',
  'ComputeAsset',
  'AssetClaim',
  'IPAddress',
  'Subnet',
  'L2Domain',
  'Switch',
];

/** What is said to a workflow. */
export type Saying = Omit<Desire, 'by'> | Omit<ProviderDesire, 'by'>;

export interface PlanView extends AcceptanceView {
  claimOf(asset: string): AssetClaim | undefined;
  /** What was said to the object's workflow since the last resync, and is not reflected yet. */
  said(uid: string): Saying | undefined;
  /** True when the last look at Temporal found no open workflow of the object. */
  workflowMissing(uid: string): boolean;
  /** RFC 3339, for transitions. */
  now: string;
}

export function plan(planned: Planned, view: PlanView): Action[] {
  switch (planned.kind) {
    case 'ComputeNode':
      return planNode(planned.object, view);
    case 'ComputeProvider':
      return planProvider(planned.object, view);
    case 'ComputeAsset':
      return planAsset(planned.object, view);
    case 'AssetClaim':
      return planClaim(planned.object);
    case 'IPAddress':
      return planAddress(planned.object);
    case 'Subnet':
      return planAcceptance(planned.object, acceptSubnet(planned.object, view), view);
    case 'L2Domain':
      return planAcceptance(planned.object, acceptL2Domain(planned.object, view), view);
    case 'Switch':
      return planAcceptance(planned.object, acceptSwitch(planned.object, view), view);
  }
}

function planNode(node: ComputeNode, view: PlanView): Action[] {
  const { deletionTimestamp, finalizers = [], resourceVersion, uid = '' } = node.metadata;
  const ours = finalizers.includes(NODE_FINALIZER);
  if (!ours && deletionTimestamp !== undefined) return [];
  // The finalizer first: between a desire and a finalizer the node could vanish with a machine half installed.
  if (!ours) {
    const why = 'the node must not vanish before its machine is given back';
    return [{ type: 'setFinalizers', finalizers: [...finalizers, NODE_FINALIZER], resourceVersion, why }];
  }
  const missing = view.workflowMissing(uid);
  if (isSettled(node) && !missing) return [];
  const desire = desireOf(node, missing);
  if (!missing && sameDesire(desire, view.said(uid))) return [];
  return [{ type: 'desire', desire }];
}

/** What the object says stands in its status already: there is nothing to tell its workflow. */
export function isSettled({ metadata, spec, status }: ComputeNode): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (status.revision === undefined || status.observedGeneration !== metadata.generation) return false;
  const pauses = status.pauses ?? [];
  const annotation = metadata.annotations?.[PAUSE_ANNOTATION];
  const shown = pauses.find(({ source }) => source === 'annotation')?.why;
  // The schema cuts a reason at 1024.
  return pauses.some(({ source }) => source === 'spec') === spec.paused && shown === annotation?.slice(0, 1024);
}

function desireOf(node: ComputeNode, missing: boolean): Omit<Desire, 'by'> {
  const { generation = 0, deletionTimestamp, annotations = {} } = node.metadata;
  const pausedByAnnotation = annotations[PAUSE_ANNOTATION];
  return {
    generation,
    delete: deletionTimestamp !== undefined,
    pausedBySpec: node.spec.paused,
    ...(pausedByAnnotation === undefined ? {} : { pausedByAnnotation }),
    why: reasonOf(node, missing),
  };
}

function reasonOf({ metadata, status }: ComputeNode, missing: boolean): string {
  if (metadata.deletionTimestamp !== undefined) return `its deletion was asked for at ${metadata.deletionTimestamp}`;
  if (missing) return 'it has no open workflow';
  if (status.revision === undefined) return 'its status shows nothing yet';
  if (status.observedGeneration !== metadata.generation) return `generation ${metadata.generation} of its spec is new`;
  return 'its pauses changed';
}

function sameDesire(a: Saying, b: Saying | undefined): boolean {
  return b !== undefined && isDeepStrictEqual({ ...a, why: '' }, { ...b, why: '' });
}

/** Its chain looked at this generation of it. */
export function isShown({ metadata, status }: ComputeProvider): boolean {
  return status?.revision !== undefined && status.observedGeneration === metadata.generation;
}

/** Its chain looks at its systems once for each generation, and shows what it found. */
function planProvider(provider: ComputeProvider, view: PlanView): Action[] {
  const { generation = 0, uid = '' } = provider.metadata;
  const missing = view.workflowMissing(uid);
  if (isShown(provider) && !missing) return [];
  const why = missing ? 'it has no open workflow' : `its status does not show generation ${generation}`;
  const desire = { generation, why };
  if (!missing && sameDesire(desire, view.said(uid))) return [];
  return [{ type: 'desireProvider', desire }];
}

function planAsset(asset: ComputeAsset, view: PlanView): Action[] {
  const claim = view.claimOf(asset.metadata.name);
  const phase = claim ? (claim.spec.hold?.phase ?? 'Claimed') : 'Free';
  const claimedBy = claim?.spec.nodeRef ?? null;
  const condition = conditionOf(asset, acceptAsset(asset, view), view.now);
  const shown = asset.status;
  const same = shown?.phase === phase && isDeepStrictEqual(shown.claimedBy ?? null, claimedBy);
  if (same && shows(shown.conditions, condition)) return [];
  const status = { phase, claimedBy, conditions: [condition] };
  return [{ type: 'writeStatus', status, resourceVersion: asset.metadata.resourceVersion }];
}

const CONFIRMABLE: readonly string[] = ['Suspect', 'Quarantined', 'Broken'];

/**
 * Deleting a claim that is on hold is how an operator says that the asset is fine again. Any other claim's finalizer
 * belongs to its node's workflow, which first proves the machine off and clean.
 */
function planClaim({ metadata, spec }: AssetClaim): Action[] {
  const { deletionTimestamp, finalizers = [], resourceVersion } = metadata;
  if (deletionTimestamp === undefined || !finalizers.includes(ASSET_CLAIM_FINALIZER)) return [];
  if (spec.hold === undefined || !CONFIRMABLE.includes(spec.hold.phase)) return [];
  const rest = finalizers.filter((finalizer) => finalizer !== ASSET_CLAIM_FINALIZER);
  const why = `somebody deleted the claim while its asset was ${spec.hold.phase}, which gives the asset back`;
  return [{ type: 'setFinalizers', finalizers: rest, resourceVersion, why }];
}

/** A bound address has no phase, which spares a write for each; a deleted one rests until a worker sweeps it. */
function planAddress({ metadata, status }: IPAddress): Action[] {
  const releasedAt = metadata.deletionTimestamp;
  if (releasedAt === undefined || (metadata.finalizers ?? []).length === 0) return [];
  if (status?.phase === 'Quarantined' && status.releasedAt === releasedAt) return [];
  return [
    { type: 'writeStatus', status: { phase: 'Quarantined', releasedAt }, resourceVersion: metadata.resourceVersion },
  ];
}

function planAcceptance(object: Subnet | L2Domain | Switch, acceptance: Acceptance, { now }: PlanView): Action[] {
  const condition = conditionOf(object, acceptance, now);
  if (shows(object.status?.conditions, condition)) return [];
  return [
    { type: 'writeStatus', status: { conditions: [condition] }, resourceVersion: object.metadata.resourceVersion },
  ];
}

function conditionOf(
  object: ComputeAsset | Subnet | L2Domain | Switch,
  acceptance: Acceptance,
  now: string,
): Condition {
  const condition = acceptedCondition(acceptance);
  const shown = object.status?.conditions?.find(({ type }) => type === condition.type);
  const lastTransitionTime = shown?.status === condition.status ? shown.lastTransitionTime : now;
  return { ...condition, observedGeneration: object.metadata.generation, lastTransitionTime };
}

function shows(conditions: readonly Condition[] | undefined, wanted: Condition): boolean {
  return isDeepStrictEqual(
    conditions?.find(({ type }) => type === wanted.type),
    wanted,
  );
}
