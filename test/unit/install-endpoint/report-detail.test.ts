import fc from 'fast-check';
import { readQuery } from '../../../workers/install-endpoint/request-query.ts';
import { redactSecrets } from '../../../workers/install-endpoint/redact-secrets.ts';
import { reportDetail } from '../../../workers/install-endpoint/report-detail.ts';
import { tokenFor } from './endpoint-lab.ts';

describe('reportDetail', () => {
  it('keeps the end of a long log', () => {
    const log = Array.from({ length: 1000 }, (_, line) => `line ${line}`).join('\n');

    const detail = reportDetail('failed', Buffer.from(log));

    expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(4096);
    expect(log.endsWith(detail)).toBe(true);
  });

  it('keeps a wipe report of every disk that an asset can have', () => {
    const report = Array.from({ length: 64 }, (_, disk) => `nvme${disk}n1 ${'0'.repeat(64)}`).join('\n');

    expect(reportDetail('wiped', Buffer.from(report))).toBe(report);
  });

  it('is short, whole text, whatever was sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3000, maxLength: 9000 }), (bytes) => {
        const detail = reportDetail('failed', Buffer.from(bytes));

        expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(4096);
        expect(detail).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
      { numRuns: 50 },
    );
    expect(reportDetail('failed', Buffer.from('é'.repeat(5000)))).toMatch(/^é+$/);
  });

  it('knows a secret even where the cut goes through it', () => {
    const log = `token=${'s3cret'.repeat(100)} ${'x'.repeat(4000)}`;

    expect(reportDetail('failed', Buffer.from(log))).not.toContain('s3cret');
  });
});

describe('redactSecrets', () => {
  const token = tokenFor();

  it.each([
    ['a URL with a token', `GET http://i/install/v1/a/kickstart?token=${token}&built=http://f/built?token=5f0c`],
    ['a token alone', `fetched with ${token}.`],
    ['a password in a file', 'password: 5f0c'],
    ['a password in JSON', '{"bmcPassword":"5f0c", "x": 1}'],
    ['a password in a URL', 'https://admin:5f0c@mirror.example/'],
    ['a kickstart line', 'rootpw --iscrypted $6$5f0c$abc/def.'],
    ['a plain one', 'rootpw 5f0c'],
    ['a shadow line', 'root:$y$j9T$5f0c$abc:19000:0'],
    ['a header', 'Authorization: Basic 5f0c=='],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\n5f0c\n-----END OPENSSH PRIVATE KEY-----'],
    ['half a private key', '-----BEGIN RSA PRIVATE KEY-----\n5f0c'],
  ])('takes %s out', (_what, text) => {
    const redacted = redactSecrets(text);

    expect(redacted).toContain('[redacted]');
    expect(redacted).not.toContain('5f0c');
    expect(redacted).not.toContain(token);
  });

  it.each([
    ['a host key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6MDEyMzQ1 root@web-1'],
    ['a wipe report', `sda ${'30e1'.repeat(16)}\nnvme0n1 ${'30e1'.repeat(16)}`],
    [
      'a line of a log',
      '12:00:01,123 ERR anaconda: No space left on /dev/sda3: wanted $HOME (see https://x.example/a)',
    ],
  ])('leaves %s as it is', (_what, text) => {
    expect(redactSecrets(text)).toBe(text);
  });
});

describe('readQuery', () => {
  it.each([
    ['/k?token=k1.a', { token: 'k1.a', builtIgnored: false }],
    ['/k', { token: '', builtIgnored: false }],
    [
      '/k?token=k1.a&built=http://f/b?token=t&x=1',
      { token: 'k1.a', built: 'http://f/b?token=t&x=1', builtIgnored: false },
    ],
    ['/k?built=http://f/b?token=t', { token: '', built: 'http://f/b?token=t', builtIgnored: false }],
    ['/k?token=k1.a&built=', { token: 'k1.a', builtIgnored: false }],
    ['/k?token=k1.a&built=ftp://f/', { token: 'k1.a', builtIgnored: true }],
    ['/k?token=k1.a&rebuilt=1', { token: 'k1.a', builtIgnored: false }],
  ])('%s', (url, expected) => {
    expect(readQuery(url)).toEqual(expected);
  });
});
