#!/usr/bin/env node
// The `bedplate` command. TypeScript runs as it is from Node 22.18 on; an older Node hands over to the pinned one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  handOver(fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url)));
}

function handOver(pinnedNode) {
  if (!existsSync(pinnedNode)) {
    console.error(
      `bedplate needs Node 22.18 or newer, and runs in ${process.versions.node}: run "npm ci" in its checkout.`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(pinnedNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`The pinned Node ${pinnedNode} could not be started: ${error.message}.`);
    process.exitCode = 1;
  });
  child.on('exit', (status, signal) => process.exit(status ?? 128 + (constants.signals[signal] ?? 0)));
}
