// The entry of every npm script: starts under any Node ≥ 20, brings node_modules up to date, goes on in the pinned Node.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './entry/dependencies.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const packageTools = {
  lint: ['eslint/bin/eslint.js', '.'],
  typecheck: ['typescript/bin/tsc'],
  format: ['prettier/bin/prettier.cjs', '--write', '.'],
  'check:format': ['prettier/bin/prettier.cjs', '--check', '.'],
  'check:imports': ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'dependency-cruiser.config.mjs', '.'],
};

const [command, ...args] = process.argv.slice(2);
try {
  const pinnedNode = await ensureDependencies(root);
  goOn(pinnedNode, program(command));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function program(name) {
  const tool = packageTools[name];
  if (tool) return [join(root, 'node_modules', tool[0]), ...tool.slice(1)];
  const file = join(root, 'hack', `${String(name).replaceAll(':', '-')}.ts`);
  if (name && existsSync(file)) return [file];
  throw new Error(`There is no command "${name ?? ''}". There are: ${commands().join(', ')}.`);
}

function commands() {
  const own = readdirSync(join(root, 'hack')).filter((file) => file.endsWith('.ts'));
  return [...Object.keys(packageTools), ...own.map((file) => file.slice(0, -'.ts'.length))].sort();
}

function goOn(pinnedNode, programAndArgs) {
  const child = spawn(pinnedNode, [...programAndArgs, ...args], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`The pinned Node ${pinnedNode} could not be started: ${error.message}.`);
    process.exitCode = 1;
  });
  child.on('exit', (status, signal) => process.exit(status ?? 128 + (constants.signals[signal] ?? 0)));
  if (process.env.npm_lifecycle_event) endWithParent(child);
}

// npm killed with -9 can forward nothing; its death shows only in our parent's pid. (The scripts say "exec", so that
// our parent is npm and not a shell in between.)
function endWithParent(child) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
}
