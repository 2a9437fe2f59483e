import { spawnSync } from 'node:child_process';
import { RELEASES } from '../../../activities/kickstart/release.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { SaltParts } from '../../../activities/kickstart/salt/parts.ts';
import { fingerprintsOf } from '../../../api/salt/minion-key.ts';
import { ADDRESSES, aPlan, CALLBACKS } from './a-plan.ts';
import { type Candidate, ksvalidatorComplaints } from './ksvalidator.ts';

const keyUrl = CALLBACKS.installed.replace('/installed?', '/salt-key?');
const minion = { id: 'web-1', master: 'salt-1.r1.fleet.example', roles: ['kube-node', 'web'], keyUrl };
const login = { username: 'bedplate', password: 'it\'s <% a "secret" $(reboot)' };
const plain = { apiUrl: 'http://salt-1.r1.fleet.example:8000', login };
const key = {
  kind: 'key',
  privateKey: '-----BEGIN KEY-----\nAA\n-----END KEY-----\n',
  knownHosts: 'git ssh-rsa A',
} as const;
const git = {
  kind: 'password',
  repository: 'https://git.example/salt.git',
  username: 'me',
  password: 'a/b@c',
} as const;

const CASES: Record<string, SaltParts> = {
  minion: { minion },
  master: { master: plain },
  both: { minion, master: { ...plain, git }, packagesUrl: 'http://mirror.example/salt' },
  tls: { master: { ...plain, apiUrl: 'https://salt-1.example', tls: { certificate: 'CERT', key: 'KEY' }, git: key } },
  ownTls: { master: { ...plain, apiUrl: 'https://salt-1.example:8443' } },
};

function kickstart(salt: SaltParts, change: Parameters<typeof aPlan>[0] = {}): string {
  return renderKickstart(aPlan(change), ADDRESSES.v4, CALLBACKS, undefined, salt);
}

/** The content of a file that a script of the kickstart writes. */
function fileIn(text: string, path: string): string {
  const [, content] = new RegExp(`^cat > ${path} <<'BEDPLATE'\\n([^]*?)\\nBEDPLATE$`, 'm').exec(text) ?? [];
  if (content === undefined) throw new Error(`the kickstart does not write ${path}`);
  return content;
}

function shells(text: string): string[] {
  return [...text.matchAll(/^%post --erroronfail.*\n([^]*?)\n%end$/gm)].map(([, script = '']) => script);
}

test('a machine without a part in Salt has none of it', () => {
  expect(kickstart({})).not.toMatch(/salt/i);
});

describe('a minion', () => {
  it('has its id, its master, and its roles as grains that can be changed', () => {
    const text = kickstart({ minion });

    expect(JSON.parse(fileIn(text, '/etc/salt/minion.d/bedplate.conf'))).toMatchObject({
      id: 'web-1',
      master: 'salt-1.r1.fleet.example',
      pillarenv_from_saltenv: true,
      rejected_retry: true,
    });
    expect(JSON.parse(fileIn(text, '/etc/salt/grains'))).toEqual({ roles: ['kube-node', 'web'] });
    expect(text.split('\n')).toEqual(expect.arrayContaining(['salt-minion', 'openssl']));
  });

  it('tells its key before it is started, and before the install is reported', () => {
    const text = kickstart({ minion });
    const told = text.indexOf(`--data-binary @/etc/salt/pki/minion/minion.pub '${keyUrl}'`);

    expect(told).toBeGreaterThan(text.indexOf('openssl rsa -in'));
    expect(text.indexOf('systemctl enable salt-minion')).toBeGreaterThan(told);
    expect(text.indexOf(CALLBACKS.installed)).toBeGreaterThan(told);
  });
});

describe('a master', () => {
  it('serves each commit as an environment of its own, accepts no key by itself, and lets one user in', () => {
    const conf = fileIn(kickstart({ master: plain }), '/etc/salt/master.d/bedplate.conf');

    expect(JSON.parse(conf)).toMatchObject({
      auto_accept: false,
      file_roots: { __env__: ['/srv/bedplate/states/__env__'] },
      pillar_roots: { __env__: ['/srv/bedplate/pillar/__env__'] },
      sharedsecret: login.password,
      external_auth: { sharedsecret: { bedplate: ['.*', '@runner', '@wheel', '@jobs'] } },
      rest_cherrypy: { port: 8000, disable_ssl: true },
    });
  });

  it('has its ports open, and its secrets in files that only it reads', () => {
    const text = kickstart(CASES.both ?? {});

    expect(text).toContain('firewall --enabled --ssh --port=4505:tcp,4506:tcp,8000:tcp\n');
    expect(text).toContain('repo --name=salt --baseurl="http://mirror.example/salt"\n');
    expect(fileIn(text, '/srv/bedplate/git/credentials')).toBe('https://me:a%2Fb%40c@git.example');
    for (const path of ['/etc/salt/master.d/bedplate.conf', '/srv/bedplate/git/credentials']) {
      const made = text.indexOf(`install -m 0600 /dev/null ${path}\n`);
      expect(made).toBeGreaterThan(0);
      expect(made).toBeLessThan(text.indexOf(`cat > ${path} `));
    }
  });

  it('speaks TLS where its url says so, with the certificate that it is given or one of its own', () => {
    const given = kickstart(CASES.tls ?? {});
    const own = kickstart(CASES.ownTls ?? {});

    expect(fileIn(given, '/etc/salt/bedplate/tls.key')).toBe('KEY');
    expect(fileIn(given, '/srv/bedplate/git/id')).toBe(key.privateKey.trim());
    expect(JSON.parse(fileIn(given, '/etc/salt/master.d/bedplate.conf'))).toMatchObject({
      rest_cherrypy: { port: 443, ssl_crt: '/etc/salt/bedplate/tls.crt', ssl_key: '/etc/salt/bedplate/tls.key' },
    });
    expect(own).toContain("openssl req -x509 -newkey rsa:4096 -nodes -days 3650 -subj '/CN=salt-1.example'");
  });
});

test.each(Object.entries(CASES))('the scripts of %s are shell', (_name, salt) => {
  const scripts = shells(kickstart(salt));

  expect(scripts.length).toBeGreaterThan(2);
  for (const script of scripts) expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
});

test("they pass the installer's own parser, for each release, and a commit has no packages", async () => {
  const candidates = RELEASES.flatMap((release) =>
    Object.entries(CASES).map(([name, salt]): Candidate => {
      return { name, release, text: kickstart(salt, { osImage: { version: `${release}` } }) };
    }),
  );

  expect(candidates).toHaveLength(15);
  expect(await ksvalidatorComplaints(candidates)).toEqual([]);
});

test('a key has the fingerprints that Salt 3008 and Salt 3006 show of it', () => {
  const pem = '-----BEGIN PUBLIC KEY-----\nAAAA\nBBBB\n-----END PUBLIC KEY-----';

  expect(fingerprintsOf(pem)).toEqual([digest(pem), digest('AAAA\nBBBB\n')]);

  function digest(text: string): string {
    const { stdout } = spawnSync('sha256sum', { input: text, encoding: 'utf8' });
    return stdout.slice(0, 64).replace(/..(?!$)/g, '$&:');
  }
});
