import { parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { POOL_LABEL } from '../api/groups.ts';
import { type ComputeNode, computeNode } from '../api/kinds/compute-node.ts';
import { apiVersionOf, type Kind, type ObjectMeta } from '../api/kinds/kind.ts';
import { nodePool } from '../api/kinds/node-pool.ts';
import { withoutNulls } from '../api/schema/absent-nulls.ts';
import { CommandError, EXIT } from './exit.ts';
import { readText } from './read-text.ts';

/** What a file holds, not checked yet. */
type Document = { kind?: unknown; metadata?: Partial<ObjectMeta> } | null;

/** The ComputeNodes of a file, and those that its NodePools would make, as the apiserver would store them. */
export function readNodes(file: string, namespace: string): ComputeNode[] {
  const nodes = parseNodes(readText(file), file, namespace);
  if (nodes.length === 0) throw refuse(`${file} holds neither a ComputeNode nor a NodePool with replicas.`);
  return nodes;
}

export function parseNodes(text: string, file: string, namespace: string): ComputeNode[] {
  const documents = parseAllDocuments(text);
  if ('empty' in documents) return [];
  return documents.flatMap((document, index) => {
    const where = documents.length > 1 ? `${file}, document ${index + 1}` : file;
    const [mistake] = document.errors;
    if (mistake) throw refuse(`${where} is no valid YAML: ${mistake.message}`);
    const object = document.toJS() as Document;
    if (object?.kind === computeNode.kind) return [nodeOf(object, where, namespace)];
    return object?.kind === nodePool.kind ? nodesOfPool(object, where, namespace) : [];
  });
}

function nodeOf(object: NonNullable<Document>, where: string, namespace: string): ComputeNode {
  const { metadata, body } = checked(computeNode, object, where, namespace);
  return { apiVersion: apiVersionOf(computeNode), kind: computeNode.kind, metadata, ...body };
}

/** Their names are made up when they are created; here they are counted. */
function nodesOfPool(object: NonNullable<Document>, where: string, namespace: string): ComputeNode[] {
  const { metadata: pool, body } = checked(nodePool, object, where, namespace);
  const { replicas, template } = body.spec;
  const prefix = template.metadata.generateName ?? `${pool.name}-`;
  return Array.from({ length: replicas }, (_, index) => {
    const labels = { ...template.metadata.labels, [POOL_LABEL]: pool.name };
    const metadata = { name: `${prefix}${index + 1}`, namespace: pool.namespace, labels };
    return nodeOf({ kind: computeNode.kind, metadata, spec: template.spec } as Document & object, where, namespace);
  });
}

function checked<K extends Kind>(
  kind: K,
  object: NonNullable<Document>,
  where: string,
  namespace: string,
): { metadata: ObjectMeta; body: z.output<K['schema']> } {
  const metadata: ObjectMeta = { namespace, ...object.metadata, name: object.metadata?.name ?? '' };
  if (metadata.name === '') throw refuse(`${where}: the ${kind.kind} has no metadata.name.`);
  const parsed = kind.schema.safeParse(withoutNulls(kind.schema, object));
  if (parsed.success) return { metadata, body: parsed.data as z.output<K['schema']> };
  const problems = parsed.error.issues.map(({ path, message }) => `  - ${path.join('.')}: ${message}`);
  throw refuse([`${where}: ${kind.kind} ${metadata.name} would be refused:`, ...problems].join('\n'));
}

/** Another exit status than that of a node that would wait. */
function refuse(message: string): CommandError {
  return new CommandError(message, EXIT.wrongUsage);
}
