import { writeFileSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';
import { simulatorCredentials } from './credentials.ts';
import type { Part } from './part.ts';
import { simulatorServices, type SimulatorUrls } from './settings.ts';

export type SimulatorOptions = {
  configFile: string;
  ports: Readonly<Record<keyof SimulatorUrls, number>>;
  settings: Readonly<Record<string, unknown>>;
};

/** Its ports are ours to choose, so a simulator that is started again is found where it was. */
export function simulatorPart({ configFile, ports, settings }: SimulatorOptions): Part {
  writeFileSync(
    configFile,
    `${JSON.stringify({ ports, settings, credentials: simulatorCredentials }, undefined, 2)}\n`,
  );
  return {
    name: 'simulator',
    argv: [process.execPath, inCheckout('simulator', 'main.ts'), '--config', configFile],
    readyWithinMs: 30_000,
    isReady: async (log) => readyUrls(log()) !== undefined,
  };
}

/** The line that the simulator prints once everything of it listens. */
export function readyUrls(log: string): SimulatorUrls | undefined {
  for (const line of log.split('\n')) {
    if (!line.startsWith('{"ready":true')) continue;
    const { urls } = JSON.parse(line) as { urls: Partial<SimulatorUrls> };
    const missing = simulatorServices.filter((service) => urls[service] === undefined);
    if (missing.length > 0) throw new Error(`The simulator's ready line has no URL for ${missing.join(', ')}.`);
    return urls as SimulatorUrls;
  }
  return undefined;
}
