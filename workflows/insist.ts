import { sleep } from '@temporalio/workflow';
import { backoffMs, type Fault, faultOf } from './failure.ts';

/** Tries until it succeeds: the apiserver, say, is waited for as long as it takes. Each failure is told. */
export async function insist<T>(run: () => Promise<T>, failed: (fault: Fault) => void = () => undefined): Promise<T> {
  for (let faults = 1; ; faults += 1) {
    try {
      return await run();
    } catch (error) {
      const fault = faultOf(error);
      failed(fault);
      await sleep(backoffMs(fault, faults));
    }
  }
}
