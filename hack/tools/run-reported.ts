import { spawn } from 'node:child_process';
import type { Report } from './tool.ts';

export type Command = { argv: readonly [string, ...string[]]; cwd?: string; env?: NodeJS.ProcessEnv };

const tickMs = 5_000;
const keptCharacters = 2_000;

/** Runs a program to its end, telling the elapsed seconds; a failure carries the last of its output. */
export function runReported(label: string, command: Command, report: Report): Promise<void> {
  const [program, ...args] = command.argv;
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: command.cwd, env: command.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ticker = setInterval(() => report(`${label}: ${seconds()} s`), tickMs);
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptCharacters);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      clearInterval(ticker);
      reject(new Error(`${program} could not be started (${error.message})`));
    });
    child.once('close', (status, signal) => {
      clearInterval(ticker);
      if (status === 0) return resolve();
      reject(new Error(`"${command.argv.join(' ')}" ended with ${signal ?? status}: ${lastLines(output)}`));
    });
  });
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-5).join(' | ');
}
