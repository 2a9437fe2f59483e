import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../hack/stack/ports.ts';
import { Supervisor } from '../../hack/stack/supervisor.ts';
import { temporalPart } from '../../hack/stack/temporal.ts';
import { setUpTools } from '../../hack/tools/set-up.ts';

const graceMs = 5_000;
let running: { supervisor: Supervisor; folder: string } | undefined;

/** One real Temporal server for a whole run of Jest; tests find it in BEDPLATE_TEST_TEMPORAL_ADDRESS. */
export async function startTestTemporal(): Promise<void> {
  const { temporal: program } = await setUpTools(['temporal'], (line) => console.error(line));
  const port = await freePorts().next();
  const folder = mkdtempSync(join(tmpdir(), 'bedplate-temporal-'));
  const supervisor = new Supervisor({
    logOf: () => join(folder, 'temporal.log'),
    onDeath: ({ process }) => console.error(`The shared Temporal server died:\n${process.lastLines()}`),
  });
  running = { supervisor, folder };
  await supervisor.launch(temporalPart({ program, port }));
  process.env.BEDPLATE_TEST_TEMPORAL_ADDRESS = `127.0.0.1:${port}`;
}

export async function stopTestTemporal(): Promise<void> {
  if (!running) return;
  await running.supervisor.end([['temporal']], graceMs);
  rmSync(running.folder, { recursive: true, force: true });
  running = undefined;
}
