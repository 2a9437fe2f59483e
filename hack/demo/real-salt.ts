import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inCheckout } from '../checkout.ts';
import type { MasterOptions } from '../salt/configuration.ts';
import { GitRepository } from '../salt/git-repository.ts';
import { masterPart, saltApiPart } from '../salt/parts.ts';
import { freePorts } from '../stack/ports.ts';
import type { Stack, StackEvent } from '../stack/stack.ts';
import { Supervisor } from '../stack/supervisor.ts';
import { setUpTools } from '../tools/set-up.ts';
import { RealMinions } from './real-minions.ts';
import type { DemoSalt } from './salt.ts';

const LOGIN = { username: 'bedplate', password: 'as-long-as-a-demo-lasts' };
const GRACE_MS = 5_000;
/** Paths of sockets have 107 characters at most, and Salt's minions have theirs 56 below. */
const LONGEST_STATE_DIR = 51;

const TOP = (what: string) => `{{ saltenv }}:\n  '*': [${what}]\n`;
/** Each run leaves a line on the machine. */
const SITE = [
  'release:',
  '  cmd.run:',
  '    - name: sleep 1; echo {{ saltenv }} {{ pillar.version }} >> {{ opts.root_dir }}/runs',
  '',
].join('\n');

/** What is wrong with a state directory for this. */
export function unfitForSalt(stateDir: string): string | undefined {
  const folder = resolve(stateDir);
  if (folder.length <= LONGEST_STATE_DIR) return undefined;
  return `--state-dir ${folder} is too long for --salt real: ${LONGEST_STATE_DIR} characters at most, as sockets of Salt lie in it.`;
}

/**
 * A real master, salt-api and minions, one process each; only the machines are simulated. Each minion runs with the key,
 * the configuration and the grains that the install of its machine left there.
 */
export async function realSalt(
  stack: Stack,
  abort: AbortSignal,
  onEvent: (event: StackEvent) => void,
): Promise<DemoSalt> {
  const say = (line: string) => onEvent({ kind: 'progress', line });
  const { salt: program } = await setUpTools(['salt'], say);
  const folder = join(stack.stateDir, 'salt');
  rmSync(folder, { recursive: true, force: true });
  const repository = new GitRepository(join(folder, 'states.git'));
  const options = await masterOptions(join(folder, 'master'));
  const seenOff = new Set<string>();
  const supervisor = new Supervisor({
    logOf: (part) => join(stack.stateDir, 'logs', `${part}.log`),
    onDeath({ name, exit, process }) {
      if (seenOff.has(name)) return;
      onEvent({ kind: 'died', name, exit, lastLines: process.lastLines(), log: process.logFile });
    },
  });
  const end = (minions: string[]) => supervisor.end([minions, ['salt-api'], ['salt-master']], GRACE_MS);
  try {
    for (const part of [masterPart(program, options), saltApiPart(program, options)]) {
      const since = performance.now();
      await supervisor.launch(part, abort);
      onEvent({ kind: 'done', what: part.name, seconds: (performance.now() - since) / 1000 });
    }
  } catch (error) {
    await end([]);
    throw error;
  }
  const minions = new RealMinions({ stack, supervisor, seenOff, program, folder, ports: options.ports, say });
  return {
    repository: repository.url,
    api: `http://127.0.0.1:${options.ports.api}`,
    login: LOGIN,
    commits: [release(repository, 1), release(repository, 2)],
    withinMs: 10 * 60_000,
    runs: async () => minions.lines(),
    end: async () => end(await minions.settle()),
  };
}

async function masterOptions(folder: string): Promise<MasterOptions> {
  const source = freePorts();
  const ports = { publish: await source.next(), request: await source.next(), api: await source.next() };
  return { folder, ports, login: LOGIN, runners: inCheckout('activities', 'kickstart', 'salt') };
}

function release(repository: GitRepository, version: number): string {
  return repository.commit({
    'states/top.sls': TOP('site'),
    'states/site.sls': SITE,
    'pillar/top.sls': TOP('data'),
    'pillar/data.sls': `version: ${version}.0\n`,
  });
}
