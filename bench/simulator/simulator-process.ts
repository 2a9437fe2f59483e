import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inCheckout } from '../../hack/checkout.ts';
import type { SimulatorUrls } from '../../hack/stack/settings.ts';
import { readyUrls } from '../../hack/stack/simulator.ts';
import { startReaper } from '../../hack/stack/reaper-client.ts';

export interface SimulatorProcess {
  pid: number;
  urls: SimulatorUrls;
  stop(): Promise<void>;
}

/** The simulator as a process of its own, which ends with this one however that ends. */
export async function startSimulatorProcess(settings: object): Promise<SimulatorProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'bedplate-bench-'));
  const config = join(folder, 'simulator.json');
  writeFileSync(config, JSON.stringify({ settings }));
  const child = spawn(process.execPath, [inCheckout('simulator', 'main.ts'), '--config', config], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  const reaper = startReaper();
  if (pid > 0) reaper.watch(pid);
  const exited = once(child, 'exit');

  let output = '';
  const ready = new Promise<SimulatorUrls>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      const urls = readyUrls(output);
      if (urls) resolve(urls);
    });
  });
  const early = exited.then(() => {
    throw new Error('The simulator has ended.');
  });
  early.catch(() => undefined);
  const urls = await Promise.race([ready, early]);
  return {
    pid,
    urls,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      reaper.forget(pid);
      reaper.dismiss();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
