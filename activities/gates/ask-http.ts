import type { Gate } from '../../api/kinds/rollout-gate.ts';
import type { HttpReply } from '../http/http.ts';
import { NoAnswer } from '../http/no-answer.ts';
import type { GateContext } from './gate.ts';

/** A GET with the gate's own time, and token if it has one; the words of why there is no answer, if there is none. */
export async function askHttp(
  url: URL,
  { tokenSecretRef }: Pick<Gate, 'tokenSecretRef'>,
  { http, secret, signal, timeoutMs }: Pick<GateContext, 'http' | 'secret' | 'signal' | 'timeoutMs'>,
): Promise<HttpReply | { noAnswer: string }> {
  const token = tokenSecretRef && (await secret(tokenSecretRef.name, 'token'));
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token) headers['authorization'] = `Bearer ${token}`;
  try {
    return await http.send({ method: 'GET', url, headers, timeoutMs, shared: signal ?? true });
  } catch (error) {
    if (error instanceof NoAnswer) return { noAnswer: error.message };
    throw error;
  }
}

/** Without what may be a secret. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
