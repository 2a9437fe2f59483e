import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part } from './part.ts';
import { signalGroup } from './process-group.ts';

const pollMs = 100;
const shownLines = 12;

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** One run of a part. Its log is appended to, so that earlier runs can still be read. */
export class PartProcess {
  readonly part: Part;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;
  readonly #logStart: number;

  constructor(part: Part, logFile: string) {
    const log = openSync(logFile, 'a');
    this.#logStart = statSync(logFile).size;
    const [program, ...args] = part.argv;
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...partEnvironment(process.env), ...part.env },
    });
    closeSync(log);
    this.part = part;
    this.logFile = logFile;
    this.pid = child.pid ?? 0;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve((this.#exit = { code, signal })));
      child.once('error', () => resolve((this.#exit = { code: 127, signal: null })));
    });
  }

  get isAlive(): boolean {
    return this.#exit === undefined;
  }

  log(): string {
    return readFileSync(this.logFile).subarray(this.#logStart).toString();
  }

  lastLines(): string {
    const lines = this.log().trimEnd().split('\n').slice(-shownLines);
    return lines.map((line) => `    ${line}`).join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isAlive) signalGroup(this.pid, signal);
  }

  async untilReady(abort?: AbortSignal): Promise<void> {
    const deadline = Date.now() + this.part.readyWithinMs;
    for (;;) {
      abort?.throwIfAborted();
      if (this.#exit)
        throw new Error(`${this.part.name} ended with ${describeExit(this.#exit)} before it was ready${this.#tail()}`);
      if (await this.part.isReady(() => this.log()).catch(() => false)) return;
      if (Date.now() >= deadline) {
        throw new Error(`${this.part.name} was not ready within ${this.part.readyWithinMs / 1000} s${this.#tail()}`);
      }
      await sleep(pollMs);
    }
  }

  /** Asks it to end, insists after the grace, and returns when it is gone. */
  async end(graceMs: number): Promise<void> {
    if (!this.isAlive) return;
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const insist = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(insist);
  }

  #tail(): string {
    return `. The last lines of ${this.logFile}:\n${this.lastLines()}`;
  }
}

const steering = /^(TEMPORAL_|BEDPLATE_|ETCD_|KUBECONFIG$|NODE_OPTIONS$)/;

/** Without the variables that would steer a part elsewhere: its arguments and files say everything. */
export function partEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !steering.test(name)));
}

export function describeExit({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
