import type { Part } from './part.ts';
import { type Exit, PartProcess } from './part-process.ts';
import { type Reaper, startReaper } from './reaper-client.ts';
import type { ProcessEntry } from './stack-file.ts';

export type Death = { name: string; exit: Exit; process: PartProcess };
export type SupervisorOptions = { logOf(part: string): string; onDeath(death: Death): void };

/** Starts parts, watches them, starts them again, ends them; knows nothing of what they do. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #reaper: Reaper = startReaper();
  readonly #processes = new Map<string, PartProcess>();
  readonly #expectedToEnd = new Set<PartProcess>();
  readonly #ready = new Set<PartProcess>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  async launch(part: Part, abort?: AbortSignal): Promise<void> {
    const process = new PartProcess(part, this.#options.logOf(part.name));
    this.#processes.set(part.name, process);
    if (process.pid > 0) this.#reaper.watch(process.pid);
    void process.exited.then((exit) => this.#ended(process, exit));
    await process.untilReady(abort);
    this.#ready.add(process);
    // It may have died between its last answer and here.
    if (!process.isAlive) this.#ended(process, await process.exited);
  }

  /** Starts a part that has ended, with the arguments it had. */
  async relaunch(name: string): Promise<void> {
    const last = this.running(name);
    if (last.isAlive) throw new Error(`${name} is running (process ${last.pid}): end it first.`);
    await this.launch(last.part);
  }

  running(name: string): PartProcess {
    const process = this.#processes.get(name);
    if (process) return process;
    throw new Error(`The stack has no part ${name}; it has ${[...this.#processes.keys()].join(', ')}.`);
  }

  entries(): ProcessEntry[] {
    return [...this.#processes].map(([name, { pid, part, logFile }]) => ({ name, pid, argv: part.argv, log: logFile }));
  }

  /** Ends the groups one after another, the members of a group at once. */
  async end(groups: readonly (readonly string[])[], graceMs: number): Promise<void> {
    for (const group of groups) await Promise.all(group.map((name) => this.#end(name, graceMs)));
    this.#reaper.dismiss();
  }

  async #end(name: string, graceMs: number): Promise<void> {
    const process = this.#processes.get(name);
    if (!process) return;
    this.#expectedToEnd.add(process);
    await process.end(graceMs);
  }

  #ended(process: PartProcess, exit: Exit): void {
    this.#reaper.forget(process.pid);
    // A death before readiness is the failure of its launch.
    if (this.#expectedToEnd.has(process) || !this.#ready.has(process)) return;
    this.#options.onDeath({ name: process.part.name, exit, process });
  }
}
