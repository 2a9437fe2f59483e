import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from './objects.ts';

/** Every object of a file of YAML documents; empty documents are passed over. */
export function parseObjects(text: string, origin: string): KubeObject[] {
  const documents = parseAllDocuments(text);
  if ('empty' in documents) return [];
  return documents.flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`${origin} is no valid YAML: ${document.errors[0]?.message}`);
    const value = document.toJS() as KubeObject | null;
    return value === null ? [] : [value];
  });
}

export function readObjects(file: string): KubeObject[] {
  return parseObjects(readFileSync(file, 'utf8'), file);
}
