import { redactTokens } from '../../journal/redact.ts';
import type { Machine } from '../machine.ts';
import { pause, type MachineRoom } from '../machine-room.ts';
import { send, type Answered } from '../outgoing.ts';
import type { Curl, CurlData } from './curl-arguments.ts';

export type CurlResult = { ok: true } | { ok: false; reason: string };

/** What curl itself calls transient; everything else is retried only with `--retry-all-errors`. */
const transient = [408, 429, 500, 502, 503, 504];

/** Runs a curl in a machine, over real HTTP; `files` are what the machine can read, and where `-o` writes. */
export async function runCurl(
  room: MachineRoom,
  machine: Machine,
  curl: Curl,
  files: Map<string, string>,
  life: AbortSignal,
): Promise<CurlResult> {
  const body = curl.data === null ? null : readData(curl.data, files);
  if (body === undefined)
    return { ok: false, reason: `curl: (26) Failed to open ${curl.data?.kind === 'file' ? curl.data.path : ''}` };
  const form: Record<string, string> = body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const call = {
    method: curl.method,
    url: curl.url,
    headers: { ...form, ...curl.headers },
    body,
    timeoutSeconds: curl.maxSeconds,
  };

  for (let retry = 0; ; retry += 1) {
    const answered = await send(room, machine, call, life);
    if (answered.ok && curl.outputFile !== null) files.set(curl.outputFile, answered.body);
    const failure = failureOf(curl, answered);
    if (failure === null && !(answered.ok && transient.includes(answered.status) && retry < curl.retries))
      return { ok: true };
    if (retry >= curl.retries || !worthRetrying(curl, answered))
      return { ok: false, reason: failure ?? 'curl: failed' };
    await pause(room.settings.retrySeconds, life);
  }
}

function failureOf(curl: Curl, answered: Answered): string | null {
  const url = redactTokens(curl.url);
  if (!answered.ok) return `curl: ${answered.reason}: ${curl.method} ${url}`;
  if (curl.fail && answered.status >= 400)
    return `curl: (22) The requested URL returned error: ${answered.status}: ${curl.method} ${url}`;
  return null;
}

function worthRetrying(curl: Curl, answered: Answered): boolean {
  if (curl.retryAllErrors) return true;
  if (answered.ok) return transient.includes(answered.status);
  return answered.reason.includes('timed out') || (curl.retryRefused && answered.reason.includes('ECONNREFUSED'));
}

function readData(data: CurlData, files: Map<string, string>): string | undefined {
  if (data.kind === 'text') return data.text;
  const content = files.get(data.path);
  return data.keepLineEnds ? content : content?.replace(/[\r\n]/g, '');
}
