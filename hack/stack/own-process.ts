import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { inCheckout } from '../checkout.ts';
import { answersOk, type Part } from './part.ts';
import { type ProcessSettings, settingsOf } from './settings.ts';

const programs = { worker: ['workers', 'main.ts'], bridge: ['crd-bridge', 'main.ts'] } as const;

export type OwnProcess = {
  kind: keyof typeof programs;
  name: string;
  settingsFile: string;
  settings: ProcessSettings;
  /** Of Node. */
  flags?: readonly string[];
};

/** A worker or a bridge: what the stack is there for. */
export function ownProcessPart({ kind, name, settingsFile, settings, flags = [] }: OwnProcess): Part {
  writeFileSync(settingsFile, stringify(settingsOf(settings)));
  return {
    name,
    argv: [process.execPath, ...flags, inCheckout(...programs[kind]), '--config', settingsFile, '--name', name],
    readyWithinMs: 60_000,
    isReady: () => answersOk(`http://${settings.listen}/readyz`),
  };
}
