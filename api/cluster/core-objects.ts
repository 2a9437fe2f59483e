import { createHash } from 'node:crypto';
import type { ObjectMeta, Resource } from '../kinds/kind.ts';

/** A core/v1 Secret, its values as text. */
export interface Secret {
  /** Another one when the Secret was written, or made anew. */
  version: string;
  values: Record<string, string>;
}

export function secretOf(object: unknown): Secret {
  const { metadata, data = {} } = object as { metadata: ObjectMeta; data?: Record<string, string> };
  const values = Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]);
  return { version: `${metadata.uid}/${metadata.resourceVersion}`, values: Object.fromEntries(values) };
}

/** Something that people want to know of an object. */
export interface NewEvent {
  about: Resource;
  type: 'Normal' | 'Warning';
  reason: string;
  /** Cut to 1024 bytes, the apiserver's bound. */
  message: string;
  /** What makes it this event and no other, such as a status revision. */
  key: string;
  /** The process that says it. */
  by: string;
}

const MESSAGE_BYTES = 1024;

/** A core/v1 Event; those of cluster-scoped objects live in `default`, as kubectl expects. */
export function eventBody({ about, type, reason, message, key, by }: NewEvent): { path: string; body: object } {
  const namespace = about.metadata.namespace ?? 'default';
  const digest = createHash('sha256').update(`${about.metadata.uid}/${reason}/${key}`).digest('hex').slice(0, 16);
  const { name, uid, resourceVersion } = about.metadata;
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const body = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name.slice(0, 200)}.${digest}`, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      namespace: about.metadata.namespace,
      name,
      uid,
      resourceVersion,
    },
    type,
    reason,
    message: cutToBytes(message, MESSAGE_BYTES),
    source: { component: 'bedplate', host: by },
    reportingComponent: 'bedplate',
    reportingInstance: by,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
  return { path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`, body };
}

function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let cut = text.slice(0, bytes - 3);
  while (Buffer.byteLength(cut) > bytes - 3) cut = cut.slice(0, -1);
  return `${cut}…`;
}
