import type { Step } from '../steps/step.ts';

/** A provider is a list of steps, and the list that takes a node down before their undos run in reverse. */
export interface Provider {
  readonly type: string;
  readonly steps: readonly Step[];
  readonly decommission: readonly Step[];
}
