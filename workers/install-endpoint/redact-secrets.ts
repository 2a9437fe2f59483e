import { redact } from '../../activities/http/redact.ts';

const REDACTED = '[redacted]';

/** What installers' logs hold beside named fields. */
const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [/(:\/\/)[^/\s:@]+:[^/\s@]+@/g, `$1${REDACTED}@`],
  [/\b(rootpw|--iscrypted|--plaintext)(\s+)(?!--)\S+/g, `$1$2${REDACTED}`],
  // crypt(3), as in /etc/shadow.
  [/\$(?:1|2[abxy]?|5|6|y|gy|7)\$[./A-Za-z0-9=,$]+/g, REDACTED],
  // An install token without its name.
  [/\b[A-Za-z0-9]{1,16}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g, REDACTED],
];

/** Takes out what looks like a secret. Rather too much than too little: the text goes into histories and logs. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), redact(text));
}
