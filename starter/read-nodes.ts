import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { type ComputeNode, computeNode } from '../api/kinds/compute-node.ts';
import type { ObjectMeta } from '../api/kinds/kind.ts';
import { withoutNulls } from '../api/schema/absent-nulls.ts';
import { CommandError } from './exit.ts';

const STANDARD_INPUT = 0;

/** The ComputeNodes of a file, checked and with their defaults, as the apiserver would store them. */
export function readNodes(file: string, namespace: string): ComputeNode[] {
  const nodes = parseNodes(readText(file), file, namespace);
  if (nodes.length === 0) throw new CommandError(`${file} holds no ComputeNode.`);
  return nodes;
}

export function parseNodes(text: string, file: string, namespace: string): ComputeNode[] {
  const documents = parseAllDocuments(text);
  if ('empty' in documents) return [];
  return documents.flatMap((document) => {
    const [mistake] = document.errors;
    if (mistake) throw new CommandError(`${file} is no valid YAML: ${mistake.message}`);
    const object = document.toJS() as Partial<ComputeNode> | null;
    return object?.kind === computeNode.kind ? [checked(object, file, namespace)] : [];
  });
}

function checked(object: Partial<ComputeNode>, file: string, namespace: string): ComputeNode {
  const metadata: ObjectMeta = { namespace, ...object.metadata, name: object.metadata?.name ?? '' };
  if (metadata.name === '') throw new CommandError(`A ComputeNode in ${file} has no metadata.name.`);
  const parsed = computeNode.schema.safeParse(withoutNulls(computeNode.schema, object));
  if (parsed.success) return { apiVersion: object.apiVersion ?? '', kind: computeNode.kind, metadata, ...parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `  - ${path.join('.')}: ${message}`);
  throw new CommandError([`ComputeNode ${metadata.name} in ${file} would be refused:`, ...problems].join('\n'));
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
