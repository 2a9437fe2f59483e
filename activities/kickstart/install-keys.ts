import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../failure.ts';

/** Keys that install tokens are made with. Old ones stay until no machine bears a token of theirs. */
export interface InstallKeys {
  current: { id: string; key: Buffer };
  /** By key id, the current one included. */
  all: ReadonlyMap<string, Buffer>;
}

const keyId = z.string().regex(/^[A-Za-z0-9]{1,16}$/, 'a key id has 1 to 16 letters and digits');
const key = z
  .string()
  .regex(/^([0-9a-fA-F]{2})*$/, 'must be hex digits')
  .min(64, 'must have 32 bytes or more (64 hex digits)')
  .max(1024);

const keysFile = z
  .strictObject({ current: keyId, keys: z.record(keyId, key) })
  .refine(({ current, keys }) => Object.hasOwn(keys, current), {
    path: ['current'],
    message: 'names no key in "keys"',
  });

/** Reads `{"current": "k1", "keys": {"k1": "<64 hex digits>"}}`. Throws InvalidInput; the message holds no key. */
export function parseInstallKeys(text: string, source: string): InstallKeys {
  const parsed = keysFile.safeParse(parseJson(text, source));
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw new Failure('InvalidInput', `The install keys in ${source} can't be used: ${mistakes.join('; ')}`);
  }
  const all = new Map(Object.entries(parsed.data.keys).map(([id, hex]) => [id, Buffer.from(hex, 'hex')]));
  const id = parsed.data.current;
  return { current: { id, key: all.get(id) as Buffer }, all };
}

/** Reads the keys from a file; an unreadable one is InvalidInput as well. */
export function loadInstallKeys(path: string): InstallKeys {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new Failure('InvalidInput', `The install keys in ${path} can't be read (${why}); correct install.keysFile`, {
      cause,
    });
  }
  return parseInstallKeys(text, path);
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text, which is made of keys.
    throw new Failure('InvalidInput', `The install keys in ${source} can't be used: the file is no JSON`);
  }
}
