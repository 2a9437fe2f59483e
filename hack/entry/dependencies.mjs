// Runs before anything is installed, under the system's Node 20 or later: no dependency, no TypeScript.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { acquireFileLock } from './file-lock.mjs';

export function staleReason(wanted, installed) {
  if (!installed) return 'nothing is installed yet';
  const have = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted.packages ?? {})) {
    if (!path.startsWith('node_modules/')) continue;
    const found = have[path];
    if (!found && entry.optional) continue;
    if (!found) return `${path} is missing`;
    if (found.version !== entry.version) return `${path} is ${found.version}, package-lock.json wants ${entry.version}`;
  }
  return undefined;
}

export async function ensureDependencies(root) {
  const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');
  if (!reasonToInstall(root, pinnedNode)) return pinnedNode;
  const lock = await acquireFileLock(join(root, 'build', 'dependencies.lock'), {
    onWait: (pid) =>
      console.error(`Waiting for process ${pid}, which is installing the dependencies of this checkout…`),
  });
  try {
    const reason = reasonToInstall(root, pinnedNode);
    if (reason) await install(root, reason);
  } finally {
    lock.release();
  }
  if (existsSync(pinnedNode)) return pinnedNode;
  throw new Error(
    'The install script of the npm package "node" did not run, so there is no Node 24: ' +
      'allow install scripts (npm config get ignore-scripts should say false), then run "npm install".',
  );
}

function reasonToInstall(root, pinnedNode) {
  const wanted = readJson(join(root, 'package-lock.json'));
  if (!wanted) throw new Error(`There is no package-lock.json in ${root}: the checkout is incomplete.`);
  const reason = staleReason(wanted, readJson(join(root, 'node_modules', '.package-lock.json')));
  if (reason) return reason;
  return existsSync(pinnedNode) ? undefined : 'the pinned Node is missing';
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function install(root, reason) {
  console.error(`Installing dependencies (${reason}); the first time takes one to two minutes…`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const ticker = setInterval(() => console.error(`  npm install: ${seconds()} s`), 10_000);
  const outcome = await runNpmInstall(root).finally(() => clearInterval(ticker));
  if (outcome.status === 0) {
    console.error(`Dependencies installed in ${seconds()} s.`);
    return;
  }
  throw new Error(
    `npm install ended with status ${outcome.status}, so the dependencies are not installed: ` +
      `see the lines above, check the network or npm's registry setting, and run the command again.\n${outcome.tail}`,
  );
}

function runNpmInstall(root) {
  return new Promise((resolve, reject) => {
    // Takes the versions of package-lock.json, as "npm ci" does; that one refuses a lock file when the registry at hand
    // lacks the optional packages of other platforms.
    const child = spawn('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => reject(new Error(`npm could not be started (${error.message}): is npm on PATH?`)));
    child.on('close', (status, signal) => resolve({ status: status ?? signal, tail: output.trim() }));
  });
}
