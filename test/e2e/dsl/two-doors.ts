import { type ClusterClient, ClusterError } from '../../../api/cluster/index.ts';
import type { Kind } from '../../../api/kinds/kind.ts';
import { withoutNulls } from '../../../api/schema/absent-nulls.ts';
import type { Manifest } from '../../unit/api/good-input.ts';
import { collectionOf } from './apiserver.ts';
import type { z } from 'zod';

/** What one of the two says to an object: as it reads it, defaults and all, or why not. */
export type Verdict = { taken: true; fields: Record<string, unknown> } | { taken: false; why: string };

/** zod, as `bedplate plan -f` asks it. */
export function askZod({ schema }: Kind, object: Manifest): Verdict & { issues: readonly z.core.$ZodIssue[] } {
  const parsed = schema.safeParse(withoutNulls(schema, object));
  if (parsed.success) return { taken: true, fields: asJson(parsed.data), issues: [] };
  const { issues } = parsed.error;
  return { taken: false, why: issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), issues };
}

function asJson(value: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

/** The apiserver, which stores nothing of it. */
export function apiserverDoor(cluster: ClusterClient) {
  async function ask(method: 'POST' | 'PUT', path: string, body: Manifest): Promise<Verdict> {
    try {
      const answer = (await cluster.raw({ method, path: `${path}?dryRun=All`, body })) as Manifest;
      const { apiVersion: _, kind: __, metadata: ___, ...fields } = answer;
      return { taken: true, fields };
    } catch (error) {
      const isRefusal = error instanceof ClusterError && (error.status === 422 || error.status === 400);
      if (isRefusal) return { taken: false, why: error.message };
      throw error;
    }
  }
  return {
    creates: (kind: Kind, object: Manifest) => ask('POST', collectionOf(kind), object),
    replaces: (kind: Kind, object: Manifest) => ask('PUT', `${collectionOf(kind)}/${object.metadata.name}`, object),
    /** A POST drops the status before it is looked at. */
    replacesStatus: (kind: Kind, object: Manifest) =>
      ask('PUT', `${collectionOf(kind)}/${object.metadata.name}/status`, object),
  };
}
