import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.ts';

/** What an operator, or a mishap, does to etcd itself. */
export interface Etcd {
  /** Takes objects away as if they had never been: no finalizer is asked. Answers how many. */
  remove(prefix: string): Promise<number>;
  /** A copy of everything, as it is now. */
  backup(): Promise<{ folder: string }>;
  /** Puts a backup in place of what is there; the apiserver is started anew on it, as it must be. */
  restore(backup: { folder: string }): Promise<void>;
  /** Starts etcd and the apiserver with nothing in them. */
  empty(): Promise<{ folder: string }>;
  /** Forgets every older revision, and breaks the apiserver's own watches, which must begin anew. */
  compactUnderWatches(): Promise<void>;
}

export function etcdOf({ stack }: World): Etcd {
  const data = join(stack.stateDir, 'etcd');

  async function call(path: string, body: object): Promise<Record<string, unknown>> {
    const argv = stack.file.processes.find(({ name }) => name === 'etcd')?.argv ?? [];
    const url = argv[argv.indexOf('--listen-client-urls') + 1];
    const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`etcd answered ${response.status} to ${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  async function replaceData(replace: () => void): Promise<void> {
    await stack.kill('apiserver');
    await stack.kill('etcd');
    replace();
    await stack.start('etcd');
    await stack.start('apiserver');
  }

  async function compact(): Promise<void> {
    const { header } = await call('/v3/kv/range', { key: base64('/') });
    const { revision } = header as { revision: string };
    await call('/v3/kv/compaction', { revision, physical: true });
  }

  return {
    async remove(prefix) {
      const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
      const { deleted } = await call('/v3/kv/deleterange', { key: base64(prefix), range_end: base64(end) });
      return Number(deleted ?? 0);
    },
    async backup() {
      const folder = join(stack.stateDir, `etcd-backup-${Date.now()}`);
      // Frozen, its files are as a crash would leave them, which it survives.
      stack.pause('etcd');
      cpSync(data, folder, { recursive: true });
      stack.resume('etcd');
      return { folder };
    },
    restore: ({ folder }) =>
      replaceData(() => {
        rmSync(data, { recursive: true });
        cpSync(folder, data, { recursive: true });
      }),
    async empty() {
      const folder = join(stack.stateDir, `etcd-before-${Date.now()}`);
      await replaceData(() => renameSync(data, folder));
      return { folder };
    },
    async compactUnderWatches() {
      // Keys that nobody watches: etcd goes on while the apiserver sees nothing new.
      for (let i = 0; i < 20; i += 1) await call('/v3/kv/put', { key: base64('/weather'), value: base64(`${i}`) });
      await compact();
      await stack.kill('etcd');
      await stack.start('etcd');
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
