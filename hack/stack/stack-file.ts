import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Layout, layoutOf } from './layout.ts';

export type ProcessEntry = { name: string; pid: number; argv: readonly string[]; log: string };

/** stack.json: what is seen from outside of a running stack. */
export type StackFile = {
  kubeconfig: string;
  temporal: { address: string; namespace: string; ui: string };
  simulator: Record<string, string>;
  /** The HTTP CONNECT proxy into the network of the installed machines. */
  proxy: string | undefined;
  install: string;
  metrics: Record<string, string>;
  /** Folder with the settings file of each of our processes. */
  config: string;
  datacenter: string;
  supervisor: { pid: number; control: string };
  processes: ProcessEntry[];
};

export function writeStackFile(layout: Layout, content: StackFile): void {
  const unfinished = `${layout.stackFile}.part`;
  writeFileSync(unfinished, `${JSON.stringify(content, undefined, 2)}\n`);
  renameSync(unfinished, layout.stackFile);
}

export function readStackFile(stateDir: string): StackFile | undefined {
  try {
    return JSON.parse(readFileSync(layoutOf(stateDir).stackFile, 'utf8')) as StackFile;
  } catch (error) {
    // Not instanceof: under a test runner, errors of fs are of another realm.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
