import { aClaim, aLab, BASE_URL, INSTALL_ID, tokenFor, url } from './endpoint-lab.ts';

const keyOf = (letter: string) => `-----BEGIN PUBLIC KEY-----\n${letter.repeat(64)}\n-----END PUBLIC KEY-----`;
const KEY = keyOf('A');

describe('POST salt-key', () => {
  it('keeps the key beside the permit that it came with, and may be repeated', async () => {
    const lab = await aLab();

    const first = await lab.post(url('salt-key', tokenFor()), `${KEY}\n`);
    const second = await lab.post(url('salt-key', tokenFor()), `${KEY}\n`);

    expect([first.status, second.status]).toEqual([204, 204]);
    expect(lab.claims.get('r1-a01')?.spec.salt).toEqual({ installId: INSTALL_ID, minionKey: KEY });
    expect(lab.logged.map(({ reason }) => reason)).toEqual([
      'noted the key of default/web-1',
      'the key of default/web-1 is known',
    ]);
    expect(lab.heard).toEqual([]);
  });

  it('keeps the first key of an install: whoever brings another one is somebody else', async () => {
    const lab = await aLab();
    await lab.post(url('salt-key', tokenFor()), KEY);

    const { status } = await lab.post(url('salt-key', tokenFor()), keyOf('B'));

    expect(status).toBe(409);
    expect(lab.claims.get('r1-a01')?.spec.salt?.minionKey).toBe(KEY);
  });

  it('takes another key of a new install', async () => {
    const lab = await aLab();
    lab.claims.set('r1-a01', aClaim({ salt: { installId: 'install-1', minionKey: keyOf('B') } }));

    await lab.post(url('salt-key', tokenFor()), KEY);

    expect(lab.claims.get('r1-a01')?.spec.salt).toEqual({ installId: INSTALL_ID, minionKey: KEY });
  });

  it.each([
    ['a token of an earlier install', tokenFor({ installId: 'install-1' }), KEY, 403],
    ['a token to wipe', tokenFor({ purpose: 'wipe' }), KEY, 403],
    ['no key', tokenFor(), '', 422],
    ['a private key', tokenFor(), KEY.replaceAll('PUBLIC', 'PRIVATE'), 422],
    ['what has a key in it', tokenFor(), `${KEY}\n${KEY}`, 422],
  ])('refuses %s', async (_what, token, body, status) => {
    const lab = await aLab();

    expect((await lab.post(url('salt-key', token), body)).status).toBe(status);
    expect(lab.claims.get('r1-a01')?.spec.salt).toBeUndefined();
  });

  it('refuses a key before the install was begun', async () => {
    const lab = await aLab();
    lab.claims.set('r1-a01', aClaim({ booted: false }));

    expect((await lab.post(url('salt-key', tokenFor()), KEY)).status).toBe(409);
  });

  it('has it said again when the claim changed meanwhile', async () => {
    const lab = await aLab();
    lab.claimChanges = true;

    expect((await lab.post(url('salt-key', tokenFor()), KEY)).status).toBe(503);
  });
});

test('a kickstart holds what the machine becomes of Salt, and where its key is told', async () => {
  const lab = await aLab();
  lab.salt = { minion: { id: 'web-1', master: 'salt.example', roles: ['web'] } };
  const token = tokenFor();

  const { body } = await lab.get(url('kickstart', token));

  expect(body).toContain(`'${BASE_URL}/install/v1/r1-a01/salt-key?token=${token}'`);
  expect(body).toContain('"master": "salt.example"');
});
