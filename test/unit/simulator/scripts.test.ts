import { parseCurl } from '../../../simulator/machines/scripts/curl-arguments.ts';
import { readScript } from '../../../simulator/machines/scripts/script.ts';
import { readUnit } from '../../../simulator/machines/scripts/units.ts';
import { renderTemplate } from '../../../simulator/foreman/template-rendering.ts';

describe('shell scripts', () => {
  it.each([
    ["curl -fsS 'http://x/a?b=1&c=2'", [{ kind: 'curl', words: ['-fsS', 'http://x/a?b=1&c=2'], otherwise: null }]],
    ['curl -f http://x \\\n  -X POST', [{ kind: 'curl', words: ['-f', 'http://x', '-X', 'POST'], otherwise: null }]],
    [
      '/usr/bin/curl -o /dev/null http://x >/dev/null 2>&1 || true',
      [{ kind: 'curl', words: ['-o', '/dev/null', 'http://x'], otherwise: [] }],
    ],
    ['URL="http://x"\ncurl "$URL/${URL}"', [{ kind: 'curl', words: ['http://x/http://x'], otherwise: null }]],
    ["curl 'http://x", [{ kind: 'broken', reason: 'unterminated single quote' }]],
    ['echo "$(head -c 1 /dev/sda)" >> /tmp/report', []],
    [
      "cat > /etc/a <<'EOF'\ncurl $HOME\nEOF\n",
      [{ kind: 'file', path: '/etc/a', content: 'curl $HOME\n', append: false }],
    ],
    ['cat >> /mnt/sysroot/etc/a << EOF\nx\nEOF', [{ kind: 'file', path: '/etc/a', content: 'x\n', append: true }]],
    [
      'cat > /etc/a <<EOF\nx',
      [
        { kind: 'broken', reason: 'heredoc EOF does not end' },
        { kind: 'file', path: '/etc/a', content: 'x\n', append: false },
      ],
    ],
    [
      'wipefs --all --force /dev/sda /dev/disk/by-path/p-1',
      [
        { kind: 'wipe', device: '/dev/sda' },
        { kind: 'wipe', device: '/dev/disk/by-path/p-1' },
      ],
    ],
    ['if true; then blkdiscard -f /dev/sdb || dd if=/dev/zero of=/dev/sdb; fi', [{ kind: 'wipe', device: '/dev/sdb' }]],
    ['dd if=/dev/zero of=/dev/sda bs=1M', [{ kind: 'wipe', device: '/dev/sda' }]],
    ['dd if=/dev/sda of=/tmp/copy', []],
    ['set -eu', [{ kind: 'strict' }]],
    ['reboot -f', [{ kind: 'reboot' }]],
    ['systemctl enable --now a', [{ kind: 'enable', unit: 'a.service' }]],
    ['poweroff -f', [{ kind: 'power-off' }]],
  ])('reads %j', (script, steps) => {
    expect(readScript(script)).toEqual(steps);
  });
});

describe('curl', () => {
  it('reads combined short options, values in words and long options', () => {
    const parsed = parseCurl([
      '-fsSm30',
      '--retry',
      '10',
      '--retry-all-errors',
      '--retry-delay',
      '5',
      '-H',
      'X-A: b',
      '--data-binary',
      '@/tmp/f',
      'http://x',
    ]);

    expect(parsed).toMatchObject({
      ok: true,
      curl: {
        url: 'http://x',
        method: 'POST',
        fail: true,
        maxSeconds: 30,
        retries: 10,
        retryAllErrors: true,
        headers: { 'x-a': 'b' },
        data: { kind: 'file', path: '/tmp/f', keepLineEnds: true },
      },
    });
  });

  it.each([
    [['--no-such', 'http://x'], 'option --no-such: is unknown'],
    [['http://x', '-X'], 'option --request: requires parameter'],
    [['-f'], 'no URL specified'],
  ])('refuses %j', (words, reason) => {
    expect(parseCurl(words)).toEqual({ ok: false, reason });
  });
});

it('reads a unit without a shell', () => {
  const unit = readUnit(
    '[Service]\nExecStart=/usr/bin/curl -f http://x/?a=1&b=%%20 || true\nExecStartPost=-/usr/bin/rm -f /etc/u\n',
  );

  expect(unit.steps).toEqual([
    { kind: 'strict' },
    { kind: 'curl', words: ['-f', 'http://x/?a=1&b=%20', '||', 'true'], otherwise: null },
    { kind: 'remove', path: '/etc/u' },
  ]);
});

describe('templates', () => {
  const context = {
    hostParameter: (name: string) => (name === 'a' ? '1' : null),
    foremanUrl: (kind: string) => `http://f/${kind}`,
    hostName: 'h',
    token: 't',
  };

  it.each([
    ["x<%= host_param('a') %>y", { ok: true, text: 'x1y' }],
    ["<%= host_param('none') %>", { ok: true, text: '' }],
    ['<%#\nkind: provision\n-%>\n<%= foreman_url("built") -%>\nz', { ok: true, text: 'http://f/builtz' }],
    ['<%= @host.name %> <%= @host.token %>', { ok: true, text: 'h t' }],
    ['<%= @host.mac %>', { ok: false, reason: expect.stringContaining('@host.mac') }],
    ['<% if x %>', { ok: false, reason: expect.any(String) }],
    ['<%= open', { ok: false, reason: expect.stringContaining('unterminated') }],
  ])('renders %j', (template, rendered) => {
    expect(renderTemplate(template, context)).toEqual(rendered);
  });
});
