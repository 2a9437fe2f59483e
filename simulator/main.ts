import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ConfigFile } from './admin/schemas.ts';
import { startSimulator, type SimulatorOptions } from './simulator.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const simulator = await startSimulator(values.config === undefined ? {} : await readConfig(values.config));
  process.stdout.write(`${JSON.stringify({ ready: true, urls: simulator.urls })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)));
  }
}

async function readConfig(path: string): Promise<SimulatorOptions> {
  return ConfigFile.parse(JSON.parse(await readFile(path, 'utf8')));
}

main().catch((error: unknown) => {
  process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
