import { MemorySaltApi } from '../../../activities/adapters/memory/salt-api.ts';
import { Failure } from '../../../activities/failure.ts';
import { findSaltWish } from '../../../activities/kickstart/salt/find-wish.ts';
import { minionFiles } from '../../../activities/kickstart/salt/minion-files.ts';
import { createOpenMaster } from '../../../activities/salt/masters.ts';
import { saltMinion } from '../../../api/kinds/salt-minion.ts';
import { aDatacenter } from '../activities/claimed-node.ts';
import { aMaster } from '../activities/salted-node.ts';

async function aWish(master: object = {}) {
  const { cluster } = await aDatacenter();
  const salt = new MemorySaltApi();
  cluster.getSecret = async () => ({ version: '1', values: { username: 'bedplate', password: 'secret' } });
  await aMaster({ cluster }, master);
  const spec = { computeNode: 'web-1', master: 'master-1', roles: ['web'] };
  await cluster.create(saltMinion, { metadata: { namespace: 'default', name: 'web-1' }, spec });
  const open = createOpenMaster(cluster, async () => salt);
  return {
    salt,
    find: (name: string) => findSaltWish({ client: cluster, salt: open }, { namespace: 'default', name }),
  };
}

test('a minion takes the master alone that has the key of now', async () => {
  const { salt, find } = await aWish();
  salt.fingerprint = 'aa:bb';
  const { minion } = await find('web-1');

  expect(minion).toEqual({ id: 'web-1', master: 'salt.example', roles: ['web'], masterFingerprint: 'aa:bb' });
  const [configuration] = minionFiles({ id: '', master: '', roles: [], keyUrl: '', ...minion });
  expect(JSON.parse(configuration?.content ?? '')).toMatchObject({ id: 'web-1', master_finger: 'aa:bb' });
});

test('no machine becomes a minion of a master that nobody could ask', async () => {
  const { salt, find } = await aWish();
  salt.masterFingerprint = () => Promise.reject(new Failure('Unavailable', 'nobody listens'));

  await expect(find('web-1')).rejects.toMatchObject({ type: 'Unavailable' });
  expect(await find('web-2')).toEqual({});
});

test('a machine that is its own master pins nothing: there is no key before it is installed', async () => {
  const { salt, find } = await aWish({ external: false, computeNode: 'web-1' });
  salt.masterFingerprint = () => Promise.reject(new Failure('Unavailable', 'nobody listens'));
  const { minion, master } = await find('web-1');

  expect(minion).toEqual({ id: 'web-1', master: 'salt.example', roles: ['web'] });
  expect(master?.apiUrl).toBe('http://salt.example:8000');
});
