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
  return run(process.execPath, [BEDPLATE, '--state-dir', world.stack.stateDir, ...args]);
}

/** Runs Temporal's own command line, as somebody who has nothing of ours at hand. */
export function temporal({ stack }: World, ...args: string[]): Promise<CommandResult> {
  const program = process.env.BEDPLATE_TEMPORAL;
  if (!program) throw new Error('BEDPLATE_TEMPORAL is not set: run these tests with npm test.');
  const { address, namespace } = stack.file.temporal;
  return run(program, [...args, '--address', address, '--namespace', namespace]);
}

function run(program: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    const child = spawn(program, args);
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
