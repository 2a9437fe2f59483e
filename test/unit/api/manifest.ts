import { apiVersionOf } from '../../../api/kinds/kind.ts';
import { kinds } from '../../../api/kinds/index.ts';

/** An object as a person writes it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  [field: string]: unknown;
}

export function manifest(kindName: string, name: string, fields: Record<string, unknown>): Manifest {
  const kind = kinds.find((candidate) => candidate.kind === kindName);
  if (!kind) throw new Error(`There is no kind ${kindName}.`);
  const metadata = kind.namespaced ? { name, namespace: 'default' } : { name };
  return { apiVersion: apiVersionOf(kind), kind: kindName, metadata, ...fields };
}
