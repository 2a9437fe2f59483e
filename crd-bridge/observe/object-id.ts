import { objectKey, type ObjectRef } from '../../api/cluster/index.ts';

/** Names an object among all kinds, as one queue key: `ComputeNode default/web-1`. */
export function objectId(kind: string, ref: ObjectRef): string {
  return `${kind} ${objectKey(ref)}`;
}

export function parseObjectId(id: string): { kind: string; ref: ObjectRef } {
  const [kind = '', key = ''] = id.split(' ');
  const [first = '', second] = key.split('/');
  return { kind, ref: second === undefined ? { name: first } : { namespace: first, name: second } };
}
