import { createHash } from 'node:crypto';

const PUBLIC_KEY =
  /^-----BEGIN (RSA )?PUBLIC KEY-----\n([A-Za-z0-9+/=]{1,128}\n){1,32}-----END (RSA )?PUBLIC KEY-----$/;

/** One public key in PEM, without the line break at its end. */
export function isPublicKey(text: string): boolean {
  return text.length <= 2048 && PUBLIC_KEY.test(text);
}

/**
 * What a master may call this key by: Salt 3008 takes the digest of the whole text, versions before it that of the lines
 * between its first and its last.
 */
export function fingerprintsOf(key: string): readonly [string, string] {
  const lines = key.split('\n').slice(1, -1);
  return [fingerprint(key), fingerprint(lines.map((line) => `${line}\n`).join(''))];
}

function fingerprint(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.match(/../g)?.join(':') ?? '';
}
