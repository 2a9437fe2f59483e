import { FOREMAN_BUILT } from '../kickstart/a-plan.ts';
import { aClaim, aLab, BASE_URL, tokenFor, tokenOfUnknownKey, url } from './endpoint-lab.ts';

const hold = (phase: 'Cleaning' | 'Suspect' | 'Quarantined' | 'Broken') => {
  return { phase, reason: 'somebody said so', since: '2026-11-23T00:00:00Z' };
};

describe('GET kickstart', () => {
  it('serves the kickstart of the plan, with call-backs of the same token', async () => {
    const lab = await aLab();
    const token = tokenFor();

    const { status, body, headers } = await lab.get(url('kickstart', token));

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body).toContain('--ip=10.1.1.11 ');
    for (const event of ['installed', 'failed', 'booted']) {
      expect(body).toContain(`${BASE_URL}/install/v1/r1-a01/${event}?token=${token}`);
    }
    expect(body).not.toContain('/unattended/built');
  });

  it("carries Foreman's own URL, raw as it came, into the kickstart", async () => {
    const { body } = await (await aLab()).get(`${url('kickstart', tokenFor())}&built=${FOREMAN_BUILT}`);

    expect(body).toContain(`-X POST '${FOREMAN_BUILT}' || curl `);
  });

  it('keeps our token apart from one in what follows', async () => {
    const built = `${FOREMAN_BUILT}&token=${tokenFor({ installId: 'install-1' })}`;

    const { status, body } = await (await aLab()).get(`${url('kickstart', tokenFor())}&built=${built}`);

    expect(status).toBe(200);
    expect(body).toContain(`'${built}'`);
  });

  it.each(["http://f/'$(reboot)", 'file:///etc/passwd', 'http://f/a%27b', 'javascript:x'])(
    'leaves %s out, and says so in the log',
    async (built) => {
      const lab = await aLab();

      const { status, body } = await lab.get(`${url('kickstart', tokenFor())}&built=${built}`);

      expect(status).toBe(200);
      expect(body).not.toContain(built);
      expect(lab.logged[0]?.reason).toBe(
        'served the kickstart (install); the built URL was ignored: it is no plain http or https URL',
      );
    },
  );

  it('serves the wiping kickstart for a wipe token while the asset is being cleaned', async () => {
    const lab = await aLab();
    lab.claims.set('r1-a01', aClaim({ hold: hold('Cleaning') }));
    const token = tokenFor({ purpose: 'wipe' });

    const { status, body } = await lab.get(url('kickstart', token));

    expect(status).toBe(200);
    expect(body).toContain('wipefs --all --force /dev/sdb');
    expect(body).toContain(`'${BASE_URL}/install/v1/r1-a01/wiped?token=${token}'`);
  });

  it.each([
    ['an earlier install', tokenFor({ installId: 'install-1' })],
    ['another node', tokenFor({ uid: 'uid-of-web-2' })],
    ['nobody', 'k1.' + 'A'.repeat(43)],
    ['no form at all', '%00'],
    ['an unknown key', tokenOfUnknownKey()],
    ['nothing', ''],
  ])('refuses a token for %s', async (_what, token) => {
    const lab = await aLab();

    const { status, body } = await lab.get(url('kickstart', token));

    expect([status, body]).toEqual([403, 'This token permits nothing here.\n']);
    expect(lab.logged[0]?.reason).toMatch(/^the token (does not permit|was made with a key)/);
  });

  it("refuses another asset's token", async () => {
    const lab = await aLab();
    const claim = aClaim({ installId: 'install-7' });
    lab.claims.set('r1-a02', { ...claim, metadata: { name: 'r1-a02' } });

    expect((await lab.get(url('kickstart', tokenFor(), 'r1-a02'))).status).toBe(403);
    expect((await lab.get(url('kickstart', tokenFor({ installId: 'install-7' })))).status).toBe(403);
  });

  it.each([
    ['an install that was not begun', tokenFor(), { booted: false }, 'install install-2 was not begun'],
    ['an install while the asset is cleaned', tokenFor(), { hold: hold('Cleaning') }, 'held (Cleaning): somebody said'],
    ['an install on a suspect asset', tokenFor(), { hold: hold('Suspect') }, 'held (Suspect)'],
    ['a wipe of an asset in use', tokenFor({ purpose: 'wipe' }), {}, 'the asset is not being cleaned'],
    ['a wipe of a broken asset', tokenFor({ purpose: 'wipe' }), { hold: hold('Broken') }, 'but held (Broken)'],
  ])('refuses %s', async (_what, token, spec, words) => {
    const lab = await aLab();
    lab.claims.set('r1-a01', aClaim(spec));

    const { status, body } = await lab.get(url('kickstart', token));

    expect(status).toBe(409);
    expect(body).toContain(words);
  });

  it('sends a machine that is installed to its disk: no disk is named, build mode ends, and it starts again', async () => {
    const lab = await aLab();
    lab.reported = true;

    const { status, body } = await lab.get(`${url('kickstart', tokenFor())}&built=${FOREMAN_BUILT}`);

    expect(status).toBe(200);
    const lines = body.split('\n');
    const endsBuildMode = lines.findIndex((line) => line.startsWith('curl') && line.includes(`'${FOREMAN_BUILT}'`));
    expect(lines[endsBuildMode + 1]).toBe('reboot -f');
    expect(
      lines.filter((line) => /^(part|clearpart|zerombr|ignoredisk|url|%post|%packages|dd|wipefs)\b/.test(line)),
    ).toEqual([]);
    expect(lab.logged[0]?.reason).toBe('served the way to its disk: install install-2 was reported done');
  });

  it('serves nothing while nobody can tell whether the machine is installed', async () => {
    const lab = await aLab();
    lab.temporalDown = true;

    const { status, body } = await lab.get(url('kickstart', tokenFor()));

    expect(status).toBe(503);
    expect(body).not.toContain('clearpart');
  });

  it('refuses an install while the claim is going', async () => {
    const lab = await aLab();
    const claim = aClaim();
    claim.metadata.deletionTimestamp = '2026-11-23T00:00:00Z';
    lab.claims.set('r1-a01', claim);

    expect((await lab.get(url('kickstart', tokenFor()))).body).toBe('Refused: the asset is being given back.\n');
  });

  it.each(['r9-a99', 'R1', 'a..%2f..%2fb', 'x'.repeat(253)])('knows no asset %s', async (asset) => {
    expect((await (await aLab()).get(url('kickstart', tokenFor(), asset))).status).toBe(404);
  });

  it('says what is wrong with a plan that gives no kickstart', async () => {
    const lab = await aLab();
    lab.addresses = [];

    const { status, body } = await lab.get(url('kickstart', tokenFor()));

    expect(status).toBe(422);
    expect(body).toContain('addresses: the node has no address');
  });

  it('says what is wrong with a plan that it cannot read', async () => {
    const lab = await aLab();
    lab.claims.set('r1-a01', aClaim({ plan: { ...aClaim().spec.plan, inputs: { hostname: 7 } } }));

    const { status, body } = await lab.get(url('kickstart', tokenFor()));

    expect(status).toBe(422);
    expect(body).toContain('The plan in AssetClaim r1-a01');
  });

  it('asks for patience while the apiserver is away', async () => {
    const lab = await aLab();
    lab.apiserverDown = true;

    const { status, headers } = await lab.get(url('kickstart', tokenFor()));

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(lab.logged[0]?.reason).toBe("the apiserver can't be asked: connect ECONNREFUSED");
  });
});

it('logs each request once, without its query', async () => {
  const lab = await aLab();
  const token = tokenFor();

  await lab.get(`${url('kickstart', token)}&built=${FOREMAN_BUILT}`);
  await lab.get(url('kickstart', tokenFor({ uid: 'x' })));
  await lab.get(`/elsewhere?token=${token}`);

  expect(lab.logged.map(({ method, path, asset, status }) => ({ method, path, asset, status }))).toEqual([
    { method: 'GET', path: '/install/v1/r1-a01/kickstart', asset: 'r1-a01', status: 200 },
    { method: 'GET', path: '/install/v1/r1-a01/kickstart', asset: 'r1-a01', status: 403 },
    { method: 'GET', path: '/elsewhere', asset: undefined, status: 404 },
  ]);
  expect(JSON.stringify(lab.logged)).not.toMatch(/token=|k1\.|5f0c1c9e/);
});
