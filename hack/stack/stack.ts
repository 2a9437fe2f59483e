import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { prepareCluster } from '../cluster/prepare.ts';
import { loadMetal } from '../datacenter/load.ts';
import { writeDatacenter } from '../datacenter/write.ts';
import type { FileLock } from '../entry/file-lock.mjs';
import { setUpTools } from '../tools/set-up.ts';
import { ensureWorkflowBundle } from '../workflow-bundle.ts';
import { certificateAuthority } from './apiserver.ts';
import { assemble, type Assembly, type StackTools } from './assemble.ts';
import { claimStateDir } from './claim.ts';
import { type ControlRequest, listenForControl } from './control.ts';
import { systemSecrets } from './credentials.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { StackOptions } from './options.ts';
import { type Part, partKinds } from './part.ts';
import type { Exit } from './part-process.ts';
import { freePorts } from './ports.ts';
import { type StackFile, writeStackFile } from './stack-file.ts';
import { Supervisor } from './supervisor.ts';

export type StackEvent =
  | { kind: 'progress'; line: string }
  | { kind: 'done'; what: string; seconds: number }
  | { kind: 'died'; name: string; exit: Exit; lastLines: string; log: string };

export type StackWatch = {
  onEvent?(event: StackEvent): void;
  /** Gives up a start that is under way. */
  abort?: AbortSignal;
  /** Somebody asked over the control socket that the stack be ended. */
  onStopAsked?(): void;
};

const graceMs = 8_000;

/** Brings a whole stack up and returns when every part of it is ready; nothing of it is left when that fails. */
export async function startStack(options: StackOptions, watch: StackWatch = {}): Promise<Stack> {
  const layout = layoutOf(options.stateDir);
  const lock = await claimStateDir(layout);
  try {
    const tools = await timed(watch, 'tools', () => toolsFor(options, watch));
    const assembly = await assemble(options, layout, tools, freePorts());
    if (assembly.parts.worker.length > 0) {
      await timed(watch, 'workflow bundle', () =>
        ensureWorkflowBundle((line) => watch.onEvent?.({ kind: 'progress', line })),
      );
    }
    if (assembly.simulator) writeDatacenter(layout.datacenter, options.size);
    const stack = new Stack(layout, assembly, lock, watch);
    await stack.up();
    return stack;
  } catch (error) {
    lock.release();
    throw error;
  }
}

export class Stack {
  readonly stateDir: string;
  readonly #layout: Layout;
  readonly #assembly: Assembly;
  readonly #lock: FileLock;
  readonly #watch: StackWatch;
  readonly #supervisor: Supervisor;
  #control: Server | undefined;
  #stopped: Promise<void> | undefined;

  constructor(layout: Layout, assembly: Assembly, lock: FileLock, watch: StackWatch) {
    this.stateDir = layout.root;
    this.#layout = layout;
    this.#assembly = assembly;
    this.#lock = lock;
    this.#watch = watch;
    this.#supervisor = new Supervisor({
      logOf: layout.log,
      onDeath: ({ name, exit, process }) =>
        watch.onEvent?.({ kind: 'died', name, exit, lastLines: process.lastLines(), log: process.logFile }),
    });
  }

  /** The content of stack.json. */
  get file(): StackFile {
    return { ...this.#assembly.stackFile, processes: this.#supervisor.entries() };
  }

  /** Returns when the part has ended, if the signal is one that ends it. */
  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const process = this.#supervisor.running(name);
    process.signal(signal);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await process.exited;
  }

  async start(name: string): Promise<void> {
    await this.#timedLaunch(name, () => this.#supervisor.relaunch(name));
    this.#writeFile();
    if (name === 'simulator') await this.#loadMetal();
  }

  pause(name: string): void {
    this.#supervisor.running(name).signal('SIGSTOP');
  }

  resume(name: string): void {
    this.#supervisor.running(name).signal('SIGCONT');
  }

  /** Everything a part has written, earlier runs included. */
  logs(name: string): string {
    return readFileSync(this.#layout.log(name), 'utf8');
  }

  /** Ends every part, those that depend on others first; may be called more than once. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async up(): Promise<void> {
    const { etcd, apiserver, temporal, simulator, worker, bridge } = this.#assembly.parts;
    try {
      this.#control = await listenForControl(this.#layout.control, (request) => this.#obey(request));
      await this.#launchAll([...etcd, ...temporal, ...simulator]);
      await this.#launchAll(apiserver);
      if (apiserver.length > 0) await this.#prepareCluster();
      if (simulator.length > 0) await this.#loadMetal();
      await this.#launchAll(worker);
      await this.#launchAll(bridge);
      this.#writeFile();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #launchAll(parts: readonly Part[]): Promise<void> {
    const launches = parts.map((part) =>
      this.#timedLaunch(part.name, () => this.#supervisor.launch(part, this.#watch.abort)),
    );
    // Written at once: whoever has to clean up after our death needs the pids.
    this.#writeFile();
    const outcomes = await Promise.allSettled(launches);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #timedLaunch(name: string, launch: () => Promise<void>): Promise<void> {
    return timed(this.#watch, name, launch);
  }

  async #prepareCluster(): Promise<void> {
    const authority = certificateAuthority(this.#layout.apiserver);
    const text = kubeconfigText({ ...this.#assembly.apiserver, certificateAuthority: authority });
    writeFileSync(this.#layout.kubeconfig, text, { mode: 0o600 });
    await timed(this.#watch, 'kinds and Secrets', () => prepareCluster(this.#layout.kubeconfig, systemSecrets));
  }

  async #loadMetal(): Promise<void> {
    const { simulator } = this.#assembly;
    if (!simulator) return;
    await timed(this.#watch, 'metal', () => loadMetal(simulator.admin, this.#layout.datacenter));
  }

  async #obey(request: ControlRequest): Promise<string> {
    if (request.command === 'start') {
      await this.start(request.name);
      return `${request.name} is ready (process ${this.#supervisor.running(request.name).pid}).`;
    }
    if (!this.#watch.onStopAsked) throw new Error('This stack belongs to a test run, which ends it itself.');
    this.#watch.onStopAsked();
    return 'The stack is ending.';
  }

  #writeFile(): void {
    writeStackFile(this.#layout, this.file);
  }

  async #stop(): Promise<void> {
    const groups = partKinds.map((kind) => this.#assembly.parts[kind].map(({ name }) => name)).reverse();
    await this.#supervisor.end(groups, graceMs);
    this.#control?.close();
    rmSync(this.#layout.stackFile, { force: true });
    this.#lock.release();
  }
}

async function toolsFor(options: StackOptions, watch: StackWatch): Promise<StackTools> {
  const wanted = new Set(options.parts ?? partKinds);
  const names = [
    ...(wanted.has('etcd') ? (['etcd'] as const) : []),
    ...(wanted.has('apiserver') ? (['kubeApiserver'] as const) : []),
    ...(wanted.has('temporal') ? (['temporal'] as const) : []),
  ];
  return setUpTools(names, (line) => watch.onEvent?.({ kind: 'progress', line }));
}

async function timed<Result>(watch: StackWatch, what: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await work();
  watch.onEvent?.({ kind: 'done', what, seconds: (performance.now() - started) / 1000 });
  return result;
}
