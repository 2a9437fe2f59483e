import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A git repository on disk, as a team keeps its states in. */
export class GitRepository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#git('init', '--quiet', '--initial-branch=main');
  }

  get url(): string {
    return `file://${this.folder}`;
  }

  /** The next commit on main, which holds these files and no others. */
  commit(files: Readonly<Record<string, string>>): string {
    for (const path of this.files('HEAD')) rmSync(join(this.folder, path));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--allow-empty', '--message', `holds ${Object.keys(files).join(', ')}`);
    return this.#git('rev-parse', 'HEAD').trim();
  }

  /** As `git ls-tree` has them, in their order. */
  files(commit: string): string[] {
    try {
      return this.#git('ls-tree', '-r', '--name-only', commit).split('\n').filter(Boolean).sort();
    } catch {
      return [];
    }
  }

  #git(...args: string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', ['-C', this.folder, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' });
  }
}
