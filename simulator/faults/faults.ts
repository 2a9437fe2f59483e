import { globToRegExp } from './glob.ts';
import type { MinionFault } from './minion-faults.ts';

/** What is to go wrong with the requests that match `system`, `method` and `path`. */
export interface FaultRule {
  /** System name, or `*`. `machine` matches what machines send, by the path of the URL they call; `minion` jobs on minions. */
  system: string;
  /** HTTP method, or `*`. */
  method: string;
  /** Glob over the path, without query. */
  path: string;
  /** Answer this, and don't run the handler. */
  status?: number;
  /** Wait before anything else. */
  delayMs?: number;
  /** Never answer, and don't run the handler. */
  hang?: boolean;
  /** Close the connection before the handler runs, or after it has committed. */
  drop?: 'before' | 'after';
  /** Body of the reply: with `status` that of the refusal, alone in place of the handler's. */
  body?: string;
  /** Process that is killed (SIGKILL) after the handler has committed and before the reply. */
  killPid?: number;
  /** `machine` only: what the machine of this UUID sends, and no other. */
  machine?: string;
  /** `machine` only: the call is sent a second time. */
  duplicate?: boolean;
  /** `minion` only, whose path is `/ID/FUNCTION`: what goes wrong with the job there. */
  does?: MinionFault;
  /** Of `slow`: how long the job takes; without it, for ever. */
  seconds?: number;
  /** Of `huge`: how much more is returned. */
  bytes?: number;
  /** How many requests this fault hits; without it, all. */
  count?: number;
  /** Chance from 0 to 1 that a matching request is hit. */
  probability?: number;
}

export interface Fault extends FaultRule {
  id: string;
  /** Requests hit so far. */
  hits: number;
}

interface Armed {
  fault: Fault;
  pattern: RegExp;
}

export class Faults {
  readonly #armed = new Map<string, Armed>();
  #lastId = 0;

  add(rule: FaultRule): Fault {
    this.#lastId += 1;
    const fault = { ...rule, id: `fault-${this.#lastId}`, hits: 0 };
    this.#armed.set(fault.id, { fault, pattern: globToRegExp(rule.path) });
    return fault;
  }

  remove(id: string): boolean {
    return this.#armed.delete(id);
  }

  clear(): void {
    this.#armed.clear();
  }

  list(): Fault[] {
    return [...this.#armed.values()].map(({ fault }) => fault);
  }

  /** The first fault that hits this request; a spent one is gone afterwards. */
  take(system: string, method: string, path: string, machine?: string): Fault | null {
    for (const { fault, pattern } of this.#armed.values()) {
      if (fault.system !== '*' && fault.system !== system) continue;
      if (fault.method !== '*' && fault.method.toUpperCase() !== method) continue;
      if (!pattern.test(path)) continue;
      if (fault.machine !== undefined && fault.machine.toLowerCase() !== machine?.toLowerCase()) continue;
      if (fault.probability !== undefined && Math.random() >= fault.probability) continue;
      fault.hits += 1;
      if (fault.count !== undefined && fault.hits >= fault.count) this.#armed.delete(fault.id);
      return fault;
    }
    return null;
  }
}
