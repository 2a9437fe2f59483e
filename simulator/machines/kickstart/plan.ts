import { createHash } from 'node:crypto';
import type { DiskContent, MachineSpec } from '../machine.ts';
import { readScript, type Step } from '../scripts/script.ts';
import { knownCommands } from './known-commands.ts';
import { readNetwork, type NetworkPlan } from './network.ts';
import { splitKickstart, type Command } from './sections.ts';
import { readStorage, type StoragePlan } from './storage.ts';

/** All that a machine learns for its installation, and it learns it from the kickstart text alone. */
export interface InstallPlan {
  installHash: string;
  network: NetworkPlan;
  storage: StoragePlan;
  sshKeys: string[];
  post: { steps: Step[]; errorOnFail: boolean }[];
  /** What follows: only `reboot` starts the installed system. */
  finish: 'reboot' | 'power-off' | 'wait';
}

export type Planned = { ok: true; plan: InstallPlan } | { ok: false; problems: string[] };

const sources = ['url', 'ostreesetup', 'ostreecontainer', 'liveimg', 'cdrom', 'harddrive', 'nfs', 'hmc'];

/** Reads a kickstart as strictly as an unattended Anaconda would, for one machine and what its disks hold. */
export function planInstall(text: string, spec: MachineSpec, content: ReadonlyMap<string, DiskContent>): Planned {
  const { commands, sections, problems } = splitKickstart(text);
  for (const { name, line } of commands)
    if (!knownCommands.has(name)) problems.push(`Unknown command: ${name} (line ${line}).`);
  checkSource(commands, problems);
  const network = readNetwork(commands, spec, problems);
  const storage = readStorage(commands, spec, content, problems);
  if (problems.length > 0) return { ok: false, problems };

  const postSections = sections.filter(({ kind }) => kind === 'post');
  const plan: InstallPlan = {
    installHash: createHash('sha256').update(text).digest('hex'),
    network,
    storage,
    sshKeys: readSshKeys(commands),
    post: postSections.map(({ body, options }) => ({
      steps: readScript(body),
      errorOnFail: options.includes('--erroronfail'),
    })),
    finish: finishOf(commands),
  };
  return { ok: true, plan };
}

function checkSource(commands: readonly Command[], problems: string[]): void {
  const found = commands.filter(({ name }) => sources.includes(name));
  if (found.length === 0)
    problems.push('no installation source: url, ostreesetup, ostreecontainer or liveimg is needed.');
  if (found.length > 1) problems.push(`two installation sources: ${found.map(({ name }) => name).join(', ')}.`);
  for (const { name, words, line } of found) {
    const needsUrl = ['url', 'liveimg', 'ostreesetup', 'ostreecontainer'].includes(name);
    if (needsUrl && !words.some((word) => /^--(url|mirrorlist|metalink)=\S+/.test(word)))
      problems.push(`${name} (line ${line}): has no --url.`);
  }
}

function readSshKeys(commands: readonly Command[]): string[] {
  return commands
    .filter(({ name }) => name === 'sshkey')
    .flatMap(({ words }) => words.filter((word) => !word.startsWith('--')).join(' '));
}

function finishOf(commands: readonly Command[]): InstallPlan['finish'] {
  if (commands.some(({ name }) => name === 'reboot')) return 'reboot';
  return commands.some(({ name }) => name === 'poweroff' || name === 'shutdown') ? 'power-off' : 'wait';
}
