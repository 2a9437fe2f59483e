import { type ActivityName, createCall } from '../../workflows/call.ts';

export interface NoopInput {
  cell: string;
  /** Called one after the other: what a provisioned node calls, on the same kinds of queues, with the same options. */
  activities: ActivityName[];
}

/** What provisioning would cost if it did nothing: the floor that real nodes are held against. */
export async function noop({ cell, activities }: NoopInput): Promise<void> {
  const call = createCall(cell);
  for (const name of activities) await call(name, undefined as never, 'nothing');
}

/** Its start is held against the start of a node's workflow. */
export async function empty(): Promise<void> {}
