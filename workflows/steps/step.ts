import type { NodeCondition, Reason } from '../../api/conditions.ts';
import type { Owner } from '../../api/owner.ts';
import type { PlanInputs } from '../../api/plan.ts';
import type { Call } from '../call.ts';
import type { Claim, Facts } from '../compute-node/state.ts';
import type { InstallerMessage, NodeRef } from '../contract.ts';

/** What a step is given: plain data, the activities, and two ways to wait. */
export interface StepContext {
  readonly ref: NodeRef;
  readonly owner: Owner;
  readonly claim: Claim;
  readonly inputs: PlanInputs;
  readonly facts: Readonly<Facts>;
  readonly call: Call;
  /** What a machine told us under the claim's installId; undefined until it does. */
  heard(event: InstallerMessage['event']): InstallerMessage | undefined;
  /** Waits until `met` holds, at most `ms` milliseconds; `what` names the wait in the Web UI. False when the time is over. */
  waitUntil(met: () => boolean, ms: number, what: string): Promise<boolean>;
  /** What the step makes of the claim: known to its next attempt, however this one ends. */
  keep(claim: Claim): void;
  /** The machine must say it again. */
  forget(event: InstallerMessage['event']): void;
  /** Says what the step is at, in the status and the Web UI. */
  note(message: string): void;
}

export interface Done {
  outcome: 'done';
  facts?: Partial<Facts>;
  message: string;
}

export type StepResult =
  | Done
  /** The machine could not be brought up: power it off, take a new permit, and begin again. */
  | { outcome: 'start-over'; message: string };

/**
 * A step is data. `run` may be repeated at any time: every outside write is probed first. `undo` must also succeed when
 * `run` never happened, or half happened; it takes away only what bears the owner's mark.
 */
export interface Step {
  readonly name: string;
  /** Grows when the meaning changes; a claim's plan keeps the version it was made with. */
  readonly version: number;
  readonly condition?: NodeCondition;
  /**
   * Set when the step's end proves that the machine can do no harm: the reason to show until then. Only such a step can
   * be skipped, by `bedplate release --force`.
   */
  readonly confirmsMachine?: Extract<Reason, 'PowerOffUnconfirmed' | 'WipeFailed'>;
  /**
   * For a step that is mostly over in a moment: its beginning is shown with later news, or after so many milliseconds,
   * which spares a status write. Infinity where it asks nobody but the apiserver: without that there is no status either.
   */
  readonly quietMs?: number;
  /** For the status message and activity summaries: "install r1-a03: …". */
  readonly title: string;
  run(context: StepContext): Promise<StepResult>;
  undo?(context: StepContext): Promise<string>;
  /**
   * The step for a machine that runs already: finds its thing and marks it as the owner's. It makes nothing, changes
   * nothing else, and may be repeated. Without it the step has nothing to adopt.
   */
  adopt?(context: StepContext): Promise<Done>;
  /** Takes the marks of `adopt` off while the machine is not the node's yet; what bears none stays as it is. */
  disown?(context: StepContext): Promise<string>;
}

export function done(message: string, rest: { facts?: Partial<Facts> } = {}): Done {
  return { outcome: 'done', message, ...rest };
}

/** The address of a family on the device that boots from the network. */
export function primaryAddress(context: Pick<StepContext, 'facts' | 'inputs'>, family: 4 | 6): string | undefined {
  const first = context.inputs.asset.nics[0];
  return context.facts.addresses?.find(
    ({ device, address }) => device === first?.device && address.includes(':') === (family === 6),
  )?.address;
}
