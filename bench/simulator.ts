// npm run bench -- simulator: a whole datacenter of machines installed in one simulator, and how it answers meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { eachAtOnce } from '../api/at-once.ts';
import { processUse } from './measure/process-use.ts';
import { conclude } from './report/conclude.ts';
import { startProgress } from './report/progress.ts';
import { type GetTimer, startGetTimer, type Timings } from './simulator/get-timer.ts';
import { machineOf, seedFor } from './simulator/machine.ts';
import { type Options, parseOptions } from './simulator/options.ts';
import { openProvisioner } from './simulator/provisioner.ts';
import { type Measured, rowsOf } from './simulator/rows.ts';
import { type SimulatorProcess, startSimulatorProcess } from './simulator/simulator-process.ts';
import { countInstalled, untilInstalled } from './simulator/truth.ts';

/** Machines that are provisioned side by side. */
const LANES = 8;
/** How long the baseline is taken. */
const QUIET_MS = 5_000;
const say = (text: string) => console.log(text);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();

async function main(args: readonly string[]): Promise<number> {
  const { machines, json, check }: Options = parseOptions(args);
  say(`Benchmark "simulator": ${machines} machines.`);
  const simulator = await startSimulatorProcess({ installSeconds: 3, powerSeconds: 0.5, bootSeconds: 0.5 });
  try {
    return conclude({ rows: rowsOf(await measure(simulator, machines)), json, check, say });
  } finally {
    await simulator.stop();
  }
}

async function measure({ pid, urls }: SimulatorProcess, count: number): Promise<Measured> {
  const machines = Array.from({ length: count }, (_, number) => machineOf(number));
  const [first, ...others] = machines;
  if (!first) throw new Error('There is no machine to begin with.');
  await seed(urls, count);
  const provisioner = openProvisioner(urls);
  await provisioner.provision(first);
  await untilInstalled(urls.admin, [first], () => undefined);
  const quiet = await timed(urls, async (timer) => {
    timer.askAbout(first.number);
    await sleep(QUIET_MS);
  });
  const emptyUse = processUse(pid);

  let poweredOn = 1;
  let running = 1;
  const progress = startProgress(say, () => `${poweredOn} powered on, ${running} running`);
  const started = performance.now();
  const busy = await timed(urls, async (timer) => {
    timer.askAbout(first.number);
    await eachAtOnce(others, LANES, async (machine) => {
      await provisioner.provision(machine);
      timer.askAbout(machine.number);
      poweredOn += 1;
    });
    await untilInstalled(urls.admin, machines, (now) => (running = now));
  }).finally(() => progress.stop());
  const seconds = (performance.now() - started) / 1000;
  const use = processUse(pid);

  await provisioner.close();
  const { installed, problem } = await countInstalled(urls.admin, machines);
  if (problem !== undefined) say(`Not installed as it should be: ${problem}`);
  return { machines: count, installed, seconds, use, emptyUse, quiet, busy };
}

async function seed(urls: SimulatorProcess['urls'], machines: number): Promise<void> {
  const reply = await fetch(`${urls.admin}/_sim/seed`, { method: 'POST', body: JSON.stringify(seedFor(machines)) });
  if (!reply.ok) throw new Error(`The datacenter was not seeded: ${await reply.text()}`);
}

/** What GETs took while `work` was done. */
async function timed(urls: SimulatorProcess['urls'], work: (timer: GetTimer) => Promise<unknown>): Promise<Timings> {
  const timer = startGetTimer(urls);
  try {
    await work(timer);
  } catch (error) {
    await timer.stop().catch(() => undefined);
    throw error;
  }
  return timer.stop();
}
