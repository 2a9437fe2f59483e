import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkout, inCheckout } from '../checkout.ts';
import { signalGroup } from '../stack/process-group.ts';
import { startReaper } from '../stack/reaper-client.ts';
import { runReported } from '../tools/run-reported.ts';
import { type Mutant, plant, type Selection } from './mutant.ts';
import type { JestReport } from './verdict.ts';

/** A copy of the checkout in which defects can be planted without anybody seeing them elsewhere. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bedplate-mutants-'));
  readonly #env: Readonly<Record<string, string>>;
  readonly #reaper = startReaper();

  /** `env` says where the tools are. */
  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: checkout,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    for (const file of listed.split('\0').filter(Boolean)) {
      mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
      copyFileSync(inCheckout(file), join(this.#folder, file));
    }
    symlinkSync(inCheckout('node_modules'), join(this.#folder, 'node_modules'));
  }

  /** Runs `work` with the defect in place, and mends it. */
  async with<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const path = join(this.#folder, mutant.file);
    const sound = readFileSync(path, 'utf8');
    writeFileSync(path, plant(sound, mutant));
    try {
      return await work();
    } finally {
      writeFileSync(path, sound);
    }
  }

  async test({ tests, only }: Selection): Promise<JestReport> {
    // Only what starts a worker needs the bundle, and making it takes longer than most suites.
    if (tests.some((path) => !/^test\/(unit|contract)\//.test(path))) await this.#bundle();
    const report = join(this.#folder, 'report.json');
    rmSync(report, { force: true });
    const names = only === undefined ? [] : ['--testNamePattern', only];
    await this.#jest(['--json', '--outputFile', report, '--silent', ...names, '--runTestsByPath', ...tests]);
    return JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  }

  close(): void {
    this.#reaper.dismiss();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #bundle(): Promise<void> {
    const argv = [process.execPath, join(this.#folder, 'hack', 'build.ts')] as const;
    await runReported('workflow bundle', { argv: [...argv], cwd: this.#folder }, () => undefined);
  }

  /** In a process group of its own, so that nothing of a run outlives it. */
  #jest(args: readonly string[]): Promise<void> {
    const jest = join(this.#folder, 'node_modules', 'jest', 'bin', 'jest.js');
    const child = spawn(process.execPath, [jest, ...args], {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { ...process.env, ...this.#env },
    });
    const pid = child.pid ?? 0;
    if (pid > 0) this.#reaper.watch(pid);
    return new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new Error(`Jest could not be started: ${error.message}.`)));
      child.once('exit', () => {
        signalGroup(pid, 'SIGKILL');
        this.#reaper.forget(pid);
        resolve();
      });
    });
  }
}
