import type { InstallerEvent } from '../../activities/kickstart/install-urls.ts';
import { redactSecrets } from './redact-secrets.ts';

const LOG_TAIL_BYTES = 4096;
/** A line for each of the 64 devices that an asset can have. */
const WIPE_REPORT_BYTES = 16_384;

/** What a workflow gets to see of a request's body: redacted text, its end where it is long. */
export function reportDetail(event: InstallerEvent, body: Buffer | undefined): string {
  if (!body) return '';
  // Redacted before it is cut: half a secret would not be known for one.
  const text = redactSecrets(withoutControls(body.toString('utf8')));
  return tail(text, event === 'wiped' ? WIPE_REPORT_BYTES : LOG_TAIL_BYTES).trim();
}

function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

/** The last bytes of a text, from a whole character on. */
function tail(text: string, bytes: number): string {
  const encoded = Buffer.from(text, 'utf8');
  if (encoded.length <= bytes) return text;
  let start = encoded.length - bytes;
  while (((encoded[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return encoded.subarray(start).toString('utf8');
}
