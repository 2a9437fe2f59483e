import type { ResourceOf, StoreChange } from '../../api/cluster/index.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import type { FleetView } from '../observe/view.ts';

/*
 * What the bridge decides, kind by kind, as pure functions of what it sees. None of it is a business rule: what a desire
 * leads to is the workflow's business.
 */

/** What is said to an object's workflow. The workflow ignores one that it has heard. */
export interface Wish {
  generation: number;
  /** Words for people. Two wishes that differ in nothing else are one. */
  why: string;
}

export type Action =
  | { type: 'setFinalizers'; finalizers: string[]; resourceVersion: string | undefined; why: string }
  | { type: 'desire'; desire: Wish }
  /**
   * The whole status, fenced by the resourceVersion that it was decided on; or with `beside`, which names its owner, what
   * stands beside the status that others write.
   */
  | { type: 'writeStatus'; status: object; resourceVersion: string | undefined; beside?: string };

/** What one decision may look at. */
export interface PlanView extends FleetView {
  /** What was said to the object's workflow since the last resync, and is not reflected yet. */
  said(uid: string): Wish | undefined;
  /** True when the last look at Temporal found no open workflow of the object. */
  workflowMissing(uid: string): boolean;
  /** RFC 3339, for transitions. */
  now: string;
}

/** Objects to decide on again. */
export interface Touched {
  kind: Kind;
  objects: readonly Pick<Resource, 'metadata'>[];
}

/** What a workflow's argument tells of the world around its object. */
export interface Surroundings {
  cell: string;
  clusterId: string;
  /** Address of Temporal's Web UI. */
  webUi?: string;
}

/** The workflow chain of a kind: one for each object, open as long as the object is there. */
export interface Chain<O extends Resource = Resource> {
  /** The workflow's type. */
  readonly workflow: string;
  workflowId(object: O): string;
  /** The workflow's argument. */
  input(object: O, around: Surroundings): object;
  /** Name of the signal that carries a wish, with `by` beside its fields. */
  readonly signal: string;
  /** A run that has ended is not begun again: its object was let go for good. */
  readonly endsForGood: boolean;
  /** Put onto the object before its workflow is told of it, and taken away by the workflow. */
  readonly finalizer?: { name: string; why: string };
  /** What the object says is reflected already: there is nothing to tell. */
  isReflected(object: O, view: FleetView): boolean;
  /** `missing`: no open workflow was found. */
  wish(object: O, missing: boolean, view: FleetView): Wish;
  /** One line, at most 200 bytes, for the Web UI's list. */
  summary(object: O): string;
  /** Markdown, for the Web UI's page. */
  details?(object: O): string;
}

/** A kind that the bridge does more with than watch it. */
export interface BridgedKind<K extends Kind = Kind> {
  readonly kind: K;
  /** What to do about one object; a kind with a chain has `planChain` besides. */
  plan?(object: ResourceOf<K>, view: PlanView): Action[];
  readonly chain?: Chain<ResourceOf<K>>;
  /** What else to decide on again after a change. */
  affects?(change: StoreChange<ResourceOf<K>>, view: FleetView): Touched[];
}

/** For the registry, which holds kinds of every shape. */
export function bridgedKind<K extends Kind>(bridged: BridgedKind<K>): BridgedKind {
  return bridged as unknown as BridgedKind;
}

/** The object came or went: what refers to it by name is to be looked at again. */
export function cameOrWent(change: StoreChange<unknown>): boolean {
  return change.type === 'delete' || change.previous === undefined;
}
