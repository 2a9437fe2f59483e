import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InstallKeys } from './install-keys.ts';

/** What a token permits, to whom, and for which install: none outlives its installId. */
export interface InstallGrant {
  purpose: 'install' | 'wipe';
  /** Of the ComputeNode. */
  uid: string;
  installId: string;
}

export type TokenVerdict = 'valid' | 'unknown-key' | 'invalid';

/** `<key id>.<base64url of the HMAC>`, with the current key. */
export function mintInstallToken(keys: InstallKeys, grant: InstallGrant): string {
  return `${keys.current.id}.${sign(keys.current.key, grant).toString('base64url')}`;
}

/** Tries a token, of whatever key that is still known, against exactly one grant. */
export function verifyInstallToken(keys: InstallKeys, token: string, grant: InstallGrant): TokenVerdict {
  const [, id = '', signature = ''] = /^([A-Za-z0-9]{1,16})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
  if (id === '') return 'invalid';
  const key = keys.all.get(id);
  if (!key) return 'unknown-key';
  const expected = sign(key, grant).toString('base64url');
  // Compared as text: base64url has several spellings of the same bytes, and only ours is a token.
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) ? 'valid' : 'invalid';
}

function sign(key: Buffer, { purpose, uid, installId }: InstallGrant): Buffer {
  // Encoded, so that no part can hold the separator; UUIDs stay as they are.
  const message = [purpose, uid, installId].map(encodeURIComponent).join('|');
  return createHmac('sha256', key).update(message).digest();
}
