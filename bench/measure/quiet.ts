import { setTimeout as sleep } from 'node:timers/promises';

export interface Quiet<T> {
  read(): Promise<T>;
  /** Whether two looks show the same. */
  same(a: T, b: T): boolean;
  everyMs: number;
  /** Looks in a row that must show the same. */
  looks: number;
  withinMs: number;
}

/** Reads until nothing moves any more. After `withinMs` the last look has to do. */
export async function untilQuiet<T>({ read, same, everyMs, looks, withinMs }: Quiet<T>): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last = await read();
  for (let unmoved = 1; unmoved < looks && Date.now() < deadline;) {
    await sleep(everyMs);
    const next = await read();
    unmoved = same(last, next) ? unmoved + 1 : 1;
    last = next;
  }
  return last;
}

/** Asks until the answer is yes; throws, with what was waited for, when it is not within `withinMs`. */
export async function until(what: string, withinMs: number, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s in vain until ${what}.`);
    await sleep(100);
  }
}
