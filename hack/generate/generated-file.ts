import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

/** A file that nobody edits: `path` is relative to the checkout. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

const HEADER = '# generated; run npm run generate\n';

export function yamlFile(path: string, documents: readonly object[]): GeneratedFile {
  // No folding and no aliases: the files are read in reviews. YAML 1.1, as kubectl reads it: there a bare `on` is a boolean.
  const options = { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' } as const;
  return { path, content: HEADER + documents.map((document) => stringify(document, options)).join('---\n') };
}

/** What is not as it should be on disk: missing, changed, or left over in a folder that holds generated files only. */
export function staleFiles(root: string, files: readonly GeneratedFile[], folders: readonly string[]): string[] {
  const changed = files
    .filter(({ path, content }) => readIfThere(join(root, path)) !== content)
    .map(({ path }) => path);
  return [...changed, ...leftOver(root, files, folders)];
}

export function writeFiles(root: string, files: readonly GeneratedFile[], folders: readonly string[]): void {
  for (const path of leftOver(root, files, folders)) rmSync(join(root, path));
  for (const { path, content } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function leftOver(root: string, files: readonly GeneratedFile[], folders: readonly string[]): string[] {
  const wanted = new Set(files.map(({ path }) => path));
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !wanted.has(path));
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
