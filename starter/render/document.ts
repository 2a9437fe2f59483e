import { stringify } from 'yaml';

export type OutputFormat = 'table' | 'json' | 'yaml';

/** An object for another program to read; undefined when the answer is for a person. */
export function renderDocument(format: OutputFormat, document: object): string | undefined {
  if (format === 'json') return JSON.stringify(document, undefined, 2);
  // YAML 1.1, for kubectl: there a bare `on` is a boolean and must be quoted.
  if (format === 'yaml') return stringify(document, { lineWidth: 0, version: '1.1' }).trimEnd();
  return undefined;
}

export function listOf(items: readonly object[]): object {
  return { apiVersion: 'v1', kind: 'List', items };
}
