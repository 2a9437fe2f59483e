import { hash53 } from './pool/digest.ts';

/** What makes one run of states one: who asks again for the same asks under the same jid. */
export interface SaltRunKey {
  /** Uid of the SaltTransaction. */
  transaction: string;
  bucket: string;
  /** Of the bucket: how often it was begun. */
  attempt: number;
  /** Of the bucket's attempt. */
  slice: number;
}

const MICROS_OF_A_DAY = 86_400_000_000;

/**
 * The jid of a run, always the same: 20 digits that Salt reads as a time (`YYYYMMDDhhmmssffffff`). The day is that of
 * the transaction, so that `salt-run jobs.list_jobs` has it in its place; the time of day is a digest, and no time.
 */
export function jidOf({ transaction, bucket, attempt, slice }: SaltRunKey, createdAt: string): string {
  const day = createdAt.slice(0, 10).replaceAll('-', '');
  const micros = hash53(`${transaction} ${bucket} ${attempt} ${slice}`) % MICROS_OF_A_DAY;
  const seconds = Math.floor(micros / 1e6);
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${day}${padded(hour, 2)}${padded(minute, 2)}${padded(second, 2)}${padded(micros % 1e6, 6)}`;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
