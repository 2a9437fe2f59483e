import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { parseDuration } from '../api/duration.ts';
import { type Connections, createConnections } from './connect.ts';
import { CommandError, EXIT } from './exit.ts';
import type { OutputFormat } from './render/document.ts';
import { findTargets, type TargetOptions } from './targets.ts';

/** What one run of a command has at hand. */
export interface Session extends Connections {
  readonly namespace: string;
  readonly cell: string;
  readonly output: OutputFormat;
  /** Milliseconds; undefined when the person did not say. */
  readonly timeoutMs: number | undefined;
  /** Who asks, for everything that is recorded. */
  readonly by: string;
  print(text: string): void;
}

export interface GlobalOptions extends TargetOptions {
  namespace: string;
  output: OutputFormat;
  timeout?: string;
}

/** Runs the body of a command and closes its connections, whatever comes. */
export async function withSession(command: Command, body: (session: Session) => Promise<void>): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const timeoutMs = timeout(options.timeout);
  const targets = findTargets(options);
  const connections = createConnections(targets);
  const session: Session = {
    ...connections,
    namespace: options.namespace,
    cell: targets.cell,
    output: options.output,
    timeoutMs,
    by: currentUser(),
    print: (text) => console.log(text),
  };
  try {
    await body(session);
  } finally {
    await connections.close();
  }
}

function timeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^(\d+[hms])+$/.test(text) ? parseDuration(text) : 0;
  if (ms > 0) return ms;
  throw new CommandError(`--timeout wants a duration such as 30s or 5m, not "${text}".`, EXIT.wrongUsage);
}

function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a uid that has no name.
    return process.env['USER'] ?? `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
