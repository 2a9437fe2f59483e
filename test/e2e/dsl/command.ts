import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { World } from './world.ts';

const BEDPLATE = fileURLToPath(new URL('../../../starter/bedplate.mjs', import.meta.url));

export interface CommandResult {
  exit: number | null;
  /** What it said, on either stream. */
  output: string;
  /** The standard output alone: what a program reads. */
  stdout: string;
  /** Milliseconds since the epoch. */
  begun: number;
}

/** Runs `bedplate --state-dir …` as a person would, in a process of its own. */
export function bedplate(world: World, ...args: string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    const child = spawn(process.execPath, [BEDPLATE, '--state-dir', world.stack.stateDir, ...args]);
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, output, stdout, begun }));
  });
}
