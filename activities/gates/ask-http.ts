import type { Gate } from '../../api/kinds/rollout-gate.ts';
import type { HttpReply } from '../http/http.ts';
import { NoAnswer } from '../http/no-answer.ts';
import type { GateContext } from './gate.ts';

/** A GET with the gate's own time, and token if it has one; the words of why there is no answer, if there is none. */
export async function askHttp(url: URL, gate: Gate, context: GateContext): Promise<HttpReply | { noAnswer: string }> {
  const { tokenSecretRef } = gate;
  const token = tokenSecretRef && (await context.secret(tokenSecretRef.name, 'token'));
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token) headers['authorization'] = `Bearer ${token}`;
  const late = AbortSignal.timeout(context.timeoutMs);
  const shared = context.signal ? AbortSignal.any([context.signal, late]) : late;
  try {
    return await context.http.send({ method: 'GET', url, headers, shared });
  } catch (error) {
    context.signal?.throwIfAborted();
    if (late.aborted) return { noAnswer: `nothing within ${Math.round(context.timeoutMs / 1000)} s` };
    if (error instanceof NoAnswer) return { noAnswer: error.message };
    throw error;
  }
}

/** Without what may be a secret. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
