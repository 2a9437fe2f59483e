import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { inCheckout } from '../../hack/checkout.ts';
import { deployedFlags } from '../measure/deployed-flags.ts';

export type Question =
  /** Reads the fleet; answered when it is known. */
  | { ask: 'sync'; kubeconfig: string }
  | { ask: 'claim'; ref: { namespace: string; name: string; uid: string } }
  | { ask: 'choose'; node: ComputeNode }
  /** Changes of assets seen so far; how long choices took since the last such question, and those with a plan. */
  | { ask: 'counts' };

export interface Answer {
  assets?: number;
  asset?: string;
  refused?: string;
  changes?: number;
  times?: number[];
  planTimes?: number[];
}

/** The scheduler's process, and how it is asked. It ends with this one. */
export interface SchedulerProcess {
  readonly pid: number;
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

export function startSchedulerProcess(): SchedulerProcess {
  const child = fork(inCheckout('bench', 'fleet', 'scheduler-process.ts'), [], {
    execArgv: deployedFlags(),
  });
  const asked = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let last = 0;
  child.on('message', ({ id, answer }: { id: number; answer: Answer }) => {
    asked.get(id)?.resolve(answer);
    asked.delete(id);
  });
  child.on('exit', (code, signal) => {
    const ended = new Error(`The process of the scheduler has ended (${signal ?? code}).`);
    for (const { reject } of asked.values()) reject(ended);
  });
  return {
    pid: child.pid ?? 0,
    ask(question) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        child.send({ id, question });
      });
    },
    async stop() {
      if (!child.connected) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
