import { stringify } from 'yaml';
import { clusterConfigOf } from '../../../api/cluster/index.ts';

const ca = Buffer.from('CA').toString('base64');

function kubeconfig(user: object, cluster: object = { 'certificate-authority-data': ca }): string {
  return stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://kube.example:6443/', ...cluster } }],
    users: [{ name: 'u', user }],
  });
}

test('a kubeconfig that holds all that it needs is taken', async () => {
  const config = clusterConfigOf(kubeconfig({ token: 'hush' }), 'Secret default/kubeconfig');
  expect(config).toMatchObject({ server: 'https://kube.example:6443', ca: 'CA' });
  expect(await config.credentials.current()).toMatchObject({ authorization: 'Bearer hush' });
});

test.each<[string, object, object | undefined]>([
  ['exec', { exec: { command: '/bin/sh' } }, undefined],
  ['tokenFile', { tokenFile: '/etc/passwd' }, undefined],
  ['client-certificate', { 'client-certificate': '/etc/passwd' }, undefined],
  ['client-key', { 'client-key': '/etc/passwd' }, undefined],
  ['certificate-authority', { token: 'hush' }, { 'certificate-authority': '/etc/passwd' }],
])('one with %s would reach into the worker, and is refused', (field, user, cluster) => {
  const read = () => clusterConfigOf(kubeconfig(user, cluster), 'Secret default/kubeconfig');
  expect(read).toThrow(new RegExp(`The kubeconfig in Secret default/kubeconfig has ${field}: `));
  expect(read).not.toThrow(/hush/);
});

test('what is no YAML is refused without its text', () => {
  expect(() => clusterConfigOf('{hush: [', 'Secret default/kubeconfig')).toThrow(/^The kubeconfig in Secret default/);
});
