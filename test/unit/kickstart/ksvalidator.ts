import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Release, RELEASES } from '../../../activities/kickstart/release.ts';

export interface Candidate {
  name: string;
  release: Release;
  text: string;
}

/** What pykickstart's own parser says against the kickstarts: nothing, when all are valid. One process a release. */
export async function ksvalidatorComplaints(candidates: readonly Candidate[]): Promise<string[]> {
  const program = requireProgram();
  const folder = mkdtempSync(join(tmpdir(), 'bedplate-kickstarts-'));
  try {
    const complaints = RELEASES.map(async (release) => {
      const files = candidates
        .filter((candidate) => candidate.release === release)
        .map(({ name, text }, index) => {
          const file = join(folder, `${release}-${index}-${name.replace(/[^A-Za-z0-9-]+/g, '_')}.ks`);
          writeFileSync(file, text);
          return file;
        });
      return files.length === 0 ? undefined : run(program, ['-v', `RHEL${release}`, ...files]);
    });
    return (await Promise.all(complaints)).filter((complaint) => complaint !== undefined);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function requireProgram(): string {
  const program = process.env.BEDPLATE_KSVALIDATOR;
  if (program && existsSync(program)) return program;
  const why = program ? `names ${program}, which is not there` : 'is not set';
  throw new Error(`ksvalidator is needed: BEDPLATE_KSVALIDATOR ${why}. "npm test" installs it.`);
}

function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, (error, stdout, stderr) => resolve(error ? `${stdout}${stderr}`.trim() : undefined));
  });
}
