export type FileLock = { release(): void };
export type LockOptions = {
  /** Called once, when somebody else holds the lock. */
  onWait?: (holder: number) => void;
  /** How long to wait for another holder; 0 means not at all. Default: for as long as it lives. */
  timeoutMs?: number;
};
/** The pid of a live holder, or undefined. */
export function lockHolder(path: string): number | undefined;
/** Undefined when the lock is still held after `timeoutMs`. */
export function acquireFileLock(path: string, options?: LockOptions): Promise<FileLock | undefined>;
