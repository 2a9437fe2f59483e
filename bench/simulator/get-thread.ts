// The thread of the timed GETs: what else the benchmark does must not be counted as the simulator's slowness.
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Agent, request } from 'undici';
import type { SimulatorUrls } from '../../hack/stack/settings.ts';
import type { Order, Timings } from './get-timer.ts';
import { machineOf } from './machine.ts';
import { pageOfHosts, type Question, questionsAbout } from './questions.ts';

const LANES = 4;
const PAUSE_MS = 10;
const PAGE_EVERY_MS = 1_000;

const { urls } = workerData as { urls: SimulatorUrls };
const agent = new Agent({ connections: LANES });
const timings: Timings = new Map();
const machines: number[] = [];
let isStopped = false;
let asked = 0;
let pageAskedAt = 0;

parentPort?.on('message', (order: Order) => {
  if (order === 'stop') isStopped = true;
  else machines.push(order.machine);
});
await Promise.all(Array.from({ length: LANES }, lane));
await agent.close();
parentPort?.postMessage(timings);
parentPort?.close();

async function lane(): Promise<void> {
  while (!isStopped) {
    const machine = machines[Math.floor(Math.random() * machines.length)];
    if (machine !== undefined) await time(nextQuestion(machine));
    await sleep(PAUSE_MS);
  }
}

/** One kind after the other, and between them at times a whole page. */
function nextQuestion(machine: number): Question {
  const questions = questionsAbout(urls, machineOf(machine));
  const question = questions[asked % questions.length];
  if (!question || performance.now() - pageAskedAt > PAGE_EVERY_MS) {
    pageAskedAt = performance.now();
    return pageOfHosts(urls);
  }
  asked += 1;
  return question;
}

async function time({ name, url, headers }: Question): Promise<void> {
  const started = performance.now();
  const { statusCode, body } = await request(url, { headers, dispatcher: agent });
  await body.text();
  const milliseconds = performance.now() - started;
  if (statusCode !== 200) throw new Error(`GET ${url} was answered ${statusCode}.`);
  const own = timings.get(name) ?? [];
  timings.set(name, own);
  own.push(milliseconds);
}
