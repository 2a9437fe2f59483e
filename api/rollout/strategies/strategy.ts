import type { LabelSelector } from '../../schema/label-selector.ts';

/** A node of the pool, with its topology among its labels. */
export interface RolloutNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Nodes that go together. */
export interface Group {
  readonly name: string;
  readonly nodes: readonly RolloutNode[];
  readonly soak?: string;
  readonly maxUnavailable?: number;
}

/** What a deployment says about its buckets; each strategy reads its own fields. */
export interface StrategySettings {
  readonly label?: string;
  readonly steps: readonly number[];
  readonly initial: number | string;
  readonly factor: number;
  readonly custom: readonly {
    readonly name: string;
    readonly selector: LabelSelector;
    readonly maxUnavailable?: number;
    readonly soak?: string;
  }[];
  readonly webhook?: unknown;
}

/**
 * One way to make buckets: a pure function of the nodes, which stand in the order of their names. Whom it leaves out goes
 * into the bucket `rest`, the last one.
 */
export type Split = (nodes: readonly RolloutNode[], settings: StrategySettings) => readonly Group[];
