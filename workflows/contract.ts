import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DeletionRequest, DeletionVerdict } from '../api/deletion-fuse.ts';
import type { FailureType, Outage } from '../api/failures.ts';
import type { SlotAnswer, SlotRequest } from '../api/install-slots.ts';
import type { ComputeNode, ComputeNodeStatus } from '../api/kinds/compute-node.ts';
import type { ComputeProviderStatus } from '../api/kinds/compute-provider.ts';
import type { ProviderSystem } from '../api/provider-systems.ts';

/*
 * All that the bridge, the commands and the install endpoint know of the workflows: their names, ids and messages.
 * Names and shapes are part of every recorded history: fields are added, never changed.
 */

export interface NodeRef {
  namespace: string;
  name: string;
  uid: string;
}

export const COMPUTE_NODE_WORKFLOW = 'computeNode';

export function computeNodeWorkflowId(ref: NodeRef): string {
  return `computenode/${ref.namespace}/${ref.name}/${ref.uid}`;
}

/** Undefined for the id of anything else. */
export function parseComputeNodeWorkflowId(id: string): NodeRef | undefined {
  const [kind, namespace, name, uid] = id.split('/');
  return kind === 'computenode' && namespace && name && uid ? { namespace, name, uid } : undefined;
}

/** Task queues. One for each outside system of a cell, so that a slow one holds up nobody else. */
export const taskQueues = {
  workflows: (cell: string) => `bedplate.${cell}`,
  scheduler: (cell: string) => `scheduler.${cell}`,
  foreman: (cell: string) => `foreman.${cell}`,
  cmdb: (cell: string) => `cmdb.${cell}`,
  dns: (cell: string) => `dns.${cell}`,
  bmc: (cell: string) => `bmc.${cell}`,
  /** Carries the cluster's id: a status never reaches an object of another cluster. */
  status: (clusterId: string) => `status.${clusterId}`,
} as const;

/** Those of a cell, each by its short name too; that of statuses where the cluster is known. */
export function queuesOf(cell: string, clusterId?: string): { name: string; taskQueue: string }[] {
  const { status, ...ofCell } = taskQueues;
  const named = Object.entries(ofCell).map(([name, queueOf]) => ({ name, taskQueue: queueOf(cell) }));
  return clusterId === undefined ? named : [...named, { name: 'status', taskQueue: status(clusterId) }];
}

/** What the bridge says of a ComputeNode. Saying it twice changes nothing. */
export interface Desire {
  generation: number;
  /** The bridge saw a deletionTimestamp. A hint only: the workflow looks for itself before it undoes anything. */
  delete: boolean;
  /** Pauses that stand in the object. */
  pausedBySpec: boolean;
  /** The annotation's value, which says why. */
  pausedByAnnotation?: string;
  by: string;
  why: string;
}

export interface PauseRequest {
  by: string;
  why: string;
  /** RFC 3339; without it the pause ends by `resume` only. */
  until?: string;
}

export interface ResumeRequest {
  by: string;
  why: string;
}

export interface RetryRequest {
  by: string;
  why: string;
}

/** Gives asset and addresses back although the machine could not be powered off or wiped. */
export interface ReleaseRequest {
  by: string;
  why: string;
  force: boolean;
}

/** Lets a deletion go on that the fuse holds. */
export interface ConfirmRequest {
  by: string;
  why: string;
}

/** What a machine's installer, or the installed system, told the install endpoint. */
export interface InstallerMessage {
  installId: string;
  event: 'installed' | 'failed' | 'booted' | 'wiped';
  /** Log tail (at most 4 KiB), SSH host key or wipe report. */
  detail: string;
  /** RFC 3339. */
  at: string;
}

export interface WakeMessage {
  /** Such as "Flavor bm-standard changed". */
  why: string;
}

export interface LookMessage {
  /** Such as "its object is not to be found". */
  why: string;
}

export const desireSignal = defineSignal<[Desire]>('desire');
export const pauseSignal = defineSignal<[PauseRequest]>('pause');
export const resumeSignal = defineSignal<[ResumeRequest]>('resume');
export const installerSignal = defineSignal<[InstallerMessage]>('installer');
export const wakeSignal = defineSignal<[WakeMessage]>('wake');
/** Asks the chain to look at its object itself: it seems to have vanished, or to be back. */
export const lookSignal = defineSignal<[LookMessage]>('look');
/** Answers what was retried, in words. Rejected when nothing waits for a retry. */
export const retryUpdate = defineUpdate<string, [RetryRequest]>('retry');
/** Answers what was released, in words. Rejected unless a power-off or a wipe is stuck. */
export const releaseUpdate = defineUpdate<string, [ReleaseRequest]>('release');
/** Answers what goes on, in words. Rejected unless the fuse holds the node's deletion. */
export const confirmDeletionUpdate = defineUpdate<string, [ConfirmRequest]>('confirmDeletion');
export const progressQuery = defineQuery<ComputeNodeStatus>('progress');
/** Whether the installer of this installId was heard to be through: then its machine must boot from disk. */
export const installReportedQuery = defineQuery<boolean, [installId: string]>('installReported');

/** The argument of the computeNode workflow. `carried` is its own, from run to run. */
export interface ComputeNodeInput<Carried = unknown> {
  ref: NodeRef;
  cell: string;
  /** The uid of the cluster's kube-system namespace. */
  clusterId: string;
  /** For the link in the status. */
  temporalNamespace?: string;
  /** Base of the Web UI, for the link in the status. */
  webUi?: string;
  carried?: Carried;
}

/** One status on its way up. Applied only when `revision` is above the one that the object shows. */
export interface StatusEdge {
  ref: NodeRef;
  revision: number;
  status: ComputeNodeStatus;
}

export type StatusEdgeResult =
  | { outcome: 'applied' }
  /** The object shows this revision already, or a newer one. */
  | { outcome: 'stale'; revision: number }
  /** There is no object of that uid. */
  | { outcome: 'gone' };

/** The activity that the bridge hosts on `taskQueues.status(clusterId)`. */
export interface StatusActivities {
  'status.apply': (edge: StatusEdge) => Promise<StatusEdgeResult>;
  'status.applyProvider': (edge: ProviderStatusEdge) => Promise<StatusEdgeResult>;
}

/*
 * One workflow for each cluster remembers, outside of etcd, how far etcd had come: a restored backup knows nothing of the
 * claims made since, and can't know that it doesn't.
 */
export const CLUSTER_WORKFLOW = 'cluster';

export function clusterWorkflowId(clusterId: string): string {
  return `cluster/${clusterId}`;
}

/** The argument of the cluster workflow. `carried` is its own, from run to run. */
export interface ClusterInput<Carried = unknown> {
  clusterId: string;
  carried?: Carried;
}

/** How far etcd had come, by the resourceVersions that its apiserver gave out. */
export interface ClusterMark {
  /** Grows with each acknowledged restore: what was seen before it counts no more. */
  epoch: number;
  highest: string;
  /** Set from the moment at which a lower revision was found until a person acknowledges it. */
  restored?: { highest: string; found: string; at: string; by: string };
}

export interface ClusterSighting {
  by: string;
  /** Of the mark that the sender knows. */
  epoch: number;
  /** The highest revision that the sender has seen. */
  highest: string;
  /** A lower one, found by a read that was made after `highest` was known. */
  found?: string;
}

export interface AcknowledgeRestoreRequest {
  by: string;
  why: string;
  /** Where etcd is now: the mark is lowered to it. */
  revision: string;
}

/** Answers the mark as it is after the sighting. */
export const sightingUpdate = defineUpdate<ClusterMark, [ClusterSighting]>('sighting');
/** Answers what was acknowledged, in words. Rejected when nothing was restored. */
export const acknowledgeRestoreUpdate = defineUpdate<string, [AcknowledgeRestoreRequest]>('acknowledgeRestore');
export const clusterMarkQuery = defineQuery<ClusterMark>('mark');

export const SEARCH_ATTRIBUTES = [
  'BedplateKind',
  'BedplateNamespace',
  'BedplateName',
  'BedplateRack',
  'BedplatePool',
  'BedplatePhase',
] as const;

/*
 * The chain of a ComputeProvider: the one prober of its systems.
 */

export interface ProviderRef {
  name: string;
  uid: string;
}

export const COMPUTE_PROVIDER_WORKFLOW = 'computeProvider';

export function computeProviderWorkflowId(ref: ProviderRef): string {
  return `computeprovider/${ref.name}/${ref.uid}`;
}

/** What the bridge says of a ComputeProvider. Saying it twice costs a look at its systems. */
export interface ProviderDesire {
  generation: number;
  by: string;
  why: string;
}

/** What a worker met at a system of the provider. */
export interface Trouble {
  system: ProviderSystem;
  outage: Outage;
  type: FailureType;
  message: string;
  /** Of the Secret that was used; empty when there is none. */
  secretVersion: string;
  by: string;
}

export interface ProbeRequest {
  by: string;
  why: string;
}

export const providerDesireSignal = defineSignal<[ProviderDesire]>('desire');
export const troubleSignal = defineSignal<[Trouble]>('trouble');
/** Looks at once at what is not well, or at everything. */
export const probeSignal = defineSignal<[ProbeRequest]>('probe');

/** The argument of the computeProvider workflow. `carried` is its own, from run to run. */
export interface ComputeProviderInput<Carried = unknown> {
  ref: ProviderRef;
  cell: string;
  clusterId: string;
  carried?: Carried;
}

export interface ProviderStatusEdge {
  ref: ProviderRef;
  revision: number;
  status: ComputeProviderStatus;
}

/** A short workflow on `taskQueues.workflows(cell)` that answers what would happen to a node, and claims nothing. */
export const PLAN_NODE_WORKFLOW = 'planNode';

export interface PlanNodeInput {
  cell: string;
  /** Need not exist in the cluster. */
  node: ComputeNode;
}

export type PlanNodeResult =
  | {
      asset: string;
      /** Why this asset. */
      why: string[];
      /** Why not the others. */
      losers: { reason: string; count: number }[];
      addresses: string[];
      steps: { name: string; what: string }[];
    }
  /** Why no asset can be taken, in words. */
  | { unschedulable: string };

/** One for each cell: what was given up lately, and whether more may be. Started by the first question. */
export const DELETION_FUSE_WORKFLOW = 'deletionFuse';

export function deletionFuseWorkflowId(cell: string): string {
  return `deletionfuse/${cell}`;
}

/** The argument of the deletionFuse workflow. `carried` is its own, from run to run. */
export interface DeletionFuseInput<Carried = unknown> {
  cell: string;
  carried?: Carried;
}

/** Answers for each deletion whether it may go on, in the order of the questions. */
export const admitDeletionsUpdate = defineUpdate<DeletionVerdict[], [DeletionRequest[]]>('admit');

/** One for each provider of a cell: who installs now, and who waits for it. Started by the first question. */
export const INSTALL_SLOTS_WORKFLOW = 'installSlots';

export function installSlotsWorkflowId(cell: string, provider: string): string {
  return `installslots/${cell}/${provider}`;
}

/** The argument of the installSlots workflow. `carried` is its own, from run to run. */
export interface InstallSlotsInput<Carried = unknown> {
  provider: string;
  carried?: Carried;
}

/** Answers each request, in their order. */
export const installSlotsUpdate = defineUpdate<SlotAnswer[], [SlotRequest[]]>('slots');

/** A short workflow on `taskQueues.workflows(cell)` that looks for what nobody stands behind. Only reads. */
export const DOCTOR_WORKFLOW = 'doctor';

export interface DoctorInput {
  cell: string;
  /** Whether the BMCs of unclaimed assets are asked. */
  bmc: boolean;
}

export interface DoctorProgress {
  /** What was looked at, such as "foreman http://foreman.example". */
  done: string[];
  /** What is looked at now. */
  open: string[];
}

export const doctorProgressQuery = defineQuery<DoctorProgress>('doctorProgress');
