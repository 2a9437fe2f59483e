import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults/faults.ts';
import { redactTokens } from '../journal/redact.ts';
import type { Machine } from './machine.ts';
import type { MachineRoom } from './machine-room.ts';

export interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  /** Null: no limit. */
  timeoutSeconds: number | null;
}

export type Answered = { ok: true; status: number; body: string } | { ok: false; reason: string };

/**
 * One HTTP request of a machine. It leaves loopback never: a host elsewhere is refused, but for the origin of
 * `unattendedUrl`, which stands for the simulated Foreman.
 */
export async function send(room: MachineRoom, machine: Machine, call: Call, life: AbortSignal): Promise<Answered> {
  const target = resolve(room, call.url);
  if (target === null) return { ok: false, reason: `could not resolve host in ${redactTokens(call.url)}` };
  const fault = room.faults.take('machine', call.method, target.pathname, machine.spec.uuid);
  const deadline =
    call.timeoutSeconds === null ? life : AbortSignal.any([life, AbortSignal.timeout(call.timeoutSeconds * 1000)]);

  let answered = await attempt(target, call, fault, deadline);
  if (fault?.duplicate) answered = await attempt(target, call, null, deadline);
  life.throwIfAborted();
  room.journal.record({
    system: 'machine',
    method: call.method,
    path: target.pathname,
    status: answered.ok ? answered.status : 0,
    changed: false,
    key: machine.spec.uuid,
    ...(fault && { fault: fault.id }),
  });
  return answered;
}

async function attempt(target: URL, call: Call, fault: Fault | null, deadline: AbortSignal): Promise<Answered> {
  try {
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: deadline, ref: false });
    if (fault?.hang) await aborted(deadline);
    if (fault?.drop === 'before') return { ok: false, reason: 'connection reset by peer' };
    if (fault?.status !== undefined) return { ok: true, status: fault.status, body: fault.body ?? '' };
    const response = await fetch(target, {
      method: call.method,
      headers: call.headers,
      body: call.body,
      redirect: 'manual',
      signal: deadline,
    });
    const body = await response.text();
    if (fault?.killPid !== undefined) process.kill(fault.killPid, 'SIGKILL');
    if (fault?.drop === 'after') return { ok: false, reason: 'empty reply from server' };
    return { ok: true, status: response.status, body: fault?.body ?? body };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function resolve(room: MachineRoom, text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) return url;
  const { unattendedUrl } = room.settings;
  if (unattendedUrl === null || new URL(unattendedUrl).origin !== url.origin) return null;
  return new URL(url.pathname + url.search, room.foremanUrl);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('operation timed out')), { once: true });
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'operation timed out';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
