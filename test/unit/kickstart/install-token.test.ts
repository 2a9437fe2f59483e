import crypto, { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadInstallKeys, parseInstallKeys } from '../../../activities/kickstart/install-keys.ts';
import {
  type InstallGrant,
  mintInstallToken,
  verifyInstallToken,
} from '../../../activities/kickstart/install-token.ts';
import { installUrls } from '../../../activities/kickstart/install-urls.ts';

const K1 = '11'.repeat(32);
const K2 = '22'.repeat(32);
const keysOf = (current: string, keys: Record<string, string>) =>
  parseInstallKeys(JSON.stringify({ current, keys }), 'keys.json');
const keys = keysOf('k1', { k1: K1 });

const grant = fc.record({
  purpose: fc.constantFrom<InstallGrant['purpose']>('install', 'wipe'),
  uid: fc.string({ maxLength: 64 }),
  installId: fc.string({ maxLength: 64 }),
});
const aGrant: InstallGrant = { purpose: 'install', uid: '0b8e7c1e-1', installId: '5f0c1c9e-2' };

describe('an install token', () => {
  it('is the HMAC of purpose, uid and installId', () => {
    const expected = createHmac('sha256', Buffer.from(K1, 'hex'))
      .update('install|0b8e7c1e-1|5f0c1c9e-2')
      .digest('base64url');

    expect(mintInstallToken(keys, aGrant)).toBe(`k1.${expected}`);
  });

  it('permits what it was made for, and nothing else', () => {
    fc.assert(
      fc.property(grant, grant, (mine, other) => {
        const token = mintInstallToken(keys, mine);
        const same = JSON.stringify(mine) === JSON.stringify(other);

        expect(verifyInstallToken(keys, token, mine)).toBe('valid');
        expect(verifyInstallToken(keys, token, other)).toBe(same ? 'valid' : 'invalid');
      }),
    );
  });

  it('does not mistake where one part ends', () => {
    const token = mintInstallToken(keys, { purpose: 'install', uid: 'a|b', installId: 'c' });

    expect(verifyInstallToken(keys, token, { purpose: 'install', uid: 'a', installId: 'b|c' })).toBe('invalid');
  });

  it('is refused with any character changed', () => {
    const token = mintInstallToken(keys, aGrant);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'Aa0-_.k'), (at, character) => {
        fc.pre(token[at] !== character);

        const changed = token.slice(0, at) + character + token.slice(at + 1);

        expect(verifyInstallToken(keys, changed, aGrant)).not.toBe('valid');
      }),
    );
  });

  it('is refused, never thrown at, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(verifyInstallToken(keys, text, aGrant)).not.toBe('valid')));
  });

  it('is compared in a time that does not tell how much of it was right', () => {
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    const token = mintInstallToken(keys, aGrant);

    verifyInstallToken(keys, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, aGrant);

    expect(compare).toHaveBeenCalledTimes(1);
    compare.mockRestore();
  });

  it('outlives the change to another key, until its own key goes', () => {
    const token = mintInstallToken(keys, aGrant);

    expect(verifyInstallToken(keysOf('k2', { k1: K1, k2: K2 }), token, aGrant)).toBe('valid');
    expect(verifyInstallToken(keysOf('k2', { k2: K2 }), token, aGrant)).toBe('unknown-key');
    expect(verifyInstallToken(keysOf('k1', { k1: K2 }), token, aGrant)).toBe('invalid');
  });
});

describe('install keys', () => {
  it.each([
    ['no JSON', '{"current": "k1", "keys": {"k1": "secret', 'the file is no JSON'],
    ['a current key that is not there', JSON.stringify({ current: 'k2', keys: { k1: K1 } }), 'current: names no key'],
    ['a short key', JSON.stringify({ current: 'k1', keys: { k1: 'abcd' } }), 'keys.k1: must have 32 bytes or more'],
    [
      'a key of letters',
      JSON.stringify({ current: 'k1', keys: { k1: 'secret'.repeat(12) } }),
      'keys.k1: must be hex digits',
    ],
    ['an odd digit', JSON.stringify({ current: 'k1', keys: { k1: `${K1}1` } }), 'keys.k1: must be hex digits'],
    ['a key id with a dot', JSON.stringify({ current: 'k.1', keys: { 'k.1': K1 } }), 'a key id has 1 to 16 letters'],
    ['a foreign field', JSON.stringify({ current: 'k1', keys: { k1: K1 }, more: 1 }), 'more'],
    ['a list', '[]', 'the file:'],
  ])('are refused with %s, without showing one', (_what, text, words) => {
    const read = () => parseInstallKeys(text, 'keys.json');

    expect(read).toThrow(words);
    expect(read).toThrow('keys.json');
    expect(read).not.toThrow(/secret|1111/);
  });

  it('are read from a file, and missed in words', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bedplate-keys-'));
    const path = join(folder, 'keys.json');
    writeFileSync(path, JSON.stringify({ current: 'k1', keys: { k1: K1, k2: K2 } }));

    expect([...loadInstallKeys(path).all.keys()]).toEqual(['k1', 'k2']);
    expect(() => loadInstallKeys(join(folder, 'none.json'))).toThrow(
      /none.json can't be read \(ENOENT\); correct install.keysFile/,
    );
    rmSync(folder, { recursive: true });
  });
});

it('builds the URLs below the base', () => {
  expect(installUrls('http://install.example:8080/', 'r1-a01', 'k1.x')).toEqual({
    kickstart: 'http://install.example:8080/install/v1/r1-a01/kickstart?token=k1.x',
    saltKey: 'http://install.example:8080/install/v1/r1-a01/salt-key?token=k1.x',
    installed: 'http://install.example:8080/install/v1/r1-a01/installed?token=k1.x',
    failed: 'http://install.example:8080/install/v1/r1-a01/failed?token=k1.x',
    booted: 'http://install.example:8080/install/v1/r1-a01/booted?token=k1.x',
    wiped: 'http://install.example:8080/install/v1/r1-a01/wiped?token=k1.x',
  });
});
