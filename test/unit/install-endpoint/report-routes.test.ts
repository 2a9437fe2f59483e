import { aClaim, aLab, INSTALL_ID, NODE, NOW, tokenFor, url } from './endpoint-lab.ts';

const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6MDEyMzQ1 root@web-1\n';
const WIPE_REPORT = `sda ${'30e1'.repeat(16)}\nsdb ${'30e1'.repeat(16)}\n`;
const CLEANING = { phase: 'Cleaning' as const, reason: 'its node is being deleted', since: NOW };

describe('a report', () => {
  it.each([
    ['installed', tokenFor(), undefined, ''],
    ['failed', tokenFor(), 'no space left\n', 'no space left'],
    ['failed', tokenFor(), undefined, ''],
    ['booted', tokenFor(), HOST_KEY, HOST_KEY.trim()],
    ['wiped', tokenFor({ purpose: 'wipe' }), WIPE_REPORT, WIPE_REPORT.trim()],
  ] as const)('%s reaches the workflow of the node', async (event, token, body, detail) => {
    const lab = await aLab();
    if (event === 'wiped') lab.claims.set('r1-a01', aClaim({ hold: CLEANING }));

    const { status } = await lab.post(url(event, token), body);

    expect(status).toBe(204);
    expect(lab.heard).toEqual([{ node: NODE, message: { installId: INSTALL_ID, event, detail, at: NOW } }]);
    expect(lab.logged[0]?.reason).toBe(`told default/web-1: ${event}`);
  });

  it('may be repeated', async () => {
    const lab = await aLab();

    await lab.post(url('installed', tokenFor()));
    await lab.post(url('installed', tokenFor()));

    expect(lab.heard).toHaveLength(2);
  });

  it('is taken whatever it calls itself', async () => {
    const lab = await aLab();

    await lab.post(url('failed', tokenFor()), '{"not": json', 'application/json');
    await lab.post(url('failed', tokenFor()), 'text', 'text/plain');

    expect(lab.heard.map(({ message }) => message.detail)).toEqual(['{"not": json', 'text']);
  });

  it.each([
    ['installed', 'an earlier install', tokenFor({ installId: 'install-1' })],
    ['installed', 'a wipe', tokenFor({ purpose: 'wipe' })],
    ['failed', 'a wipe', tokenFor({ purpose: 'wipe' })],
    ['booted', 'another node', tokenFor({ uid: 'uid-of-web-2' })],
    ['wiped', 'an install', tokenFor()],
    ['wiped', 'nothing', ''],
  ])('%s with a token for %s does nothing', async (event, _what, token) => {
    const lab = await aLab();

    const { status } = await lab.post(url(event, token), 'x');

    expect(status).toBe(403);
    expect(lab.heard).toEqual([]);
  });

  it.each([
    ['installed', tokenFor(), 'install install-2 was not begun'],
    ['failed', tokenFor(), 'install install-2 was not begun'],
    ['booted', tokenFor(), 'install install-2 was not begun'],
    ['wiped', tokenFor({ purpose: 'wipe' }), 'the asset is not being cleaned'],
  ])('%s of what was never begun does nothing, however good its token is', async (event, token, words) => {
    const lab = await aLab();
    lab.claims.set('r1-a01', aClaim({ booted: false }));

    const { status, body } = await lab.post(url(event, token), 'x');

    expect([status, body]).toEqual([409, expect.stringContaining(words)]);
    expect(lab.logged[0]?.reason).toContain(words);
    expect(lab.heard).toEqual([]);
  });

  it('of an asset that is not claimed does nothing', async () => {
    const lab = await aLab();
    lab.claims.clear();

    expect((await lab.post(url('installed', tokenFor()))).status).toBe(404);
    expect(lab.heard).toEqual([]);
  });

  it('goes to the holder of this moment only', async () => {
    const lab = await aLab();
    const token = tokenFor();
    lab.claims.set('r1-a01', aClaim({ nodeRef: { namespace: 'default', name: 'web-9', uid: 'uid-of-web-9' } }));

    expect((await lab.post(url('installed', token))).status).toBe(403);
    expect(lab.heard).toEqual([]);
  });

  it('is asked for again while Temporal is away, until it is heard', async () => {
    const lab = await aLab();
    lab.temporalDown = true;

    const lost = await lab.post(url('installed', tokenFor()));
    lab.temporalDown = false;
    const heard = await lab.post(url('installed', tokenFor()));

    expect([lost.status, lost.headers['retry-after'], heard.status]).toEqual([503, '5', 204]);
    expect(lab.heard).toHaveLength(1);
    expect(lab.logged[0]?.reason).toBe("Temporal can't be asked: 14 UNAVAILABLE: token=[redacted]");
  });

  it('has a largest size', async () => {
    const lab = await aLab();

    const { status } = await lab.post(url('failed', tokenFor()), Buffer.alloc(1024 * 1024 + 1, 'x'));

    expect(status).toBe(413);
    expect(lab.heard).toEqual([]);
  });

  it('of an unknown kind is no path', async () => {
    expect((await (await aLab()).post(url('exploded', tokenFor()))).status).toBe(404);
    expect((await (await aLab()).get(url('installed', tokenFor()))).status).toBe(404);
  });
});
