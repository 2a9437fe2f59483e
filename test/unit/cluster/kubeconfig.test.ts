import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadClusterConfig, type KubeconfigLadder } from '../../../api/cluster/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedplate-kubeconfig-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | object): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : stringify(content));
  return file;
}

function kubeconfig(user: object, cluster: object = {}): object {
  return {
    clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1:6443/', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
}

const load = (ladder: KubeconfigLadder) =>
  loadClusterConfig({ environment: {}, home: join(folder, 'home'), ...ladder });

describe('the ladder', () => {
  const pod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  it('ends with every place that was looked at', () => {
    expect(() => load({})).toThrow(
      'No way to an apiserver was found: no kubeconfig was asked for; KUBECONFIG is not set; ' +
        `this is no pod (KUBERNETES_SERVICE_HOST is not set); ${folder}/home/.kube/config does not exist.`,
    );
  });

  it('stops at an explicit file that is missing', () => {
    expect(() => load({ path: '/nowhere' })).toThrow('The kubeconfig /nowhere that was asked for does not exist.');
  });

  it('takes KUBECONFIG before the pod, and the pod before the home', async () => {
    write('home/.kube/config', kubeconfig({ token: 'home' }));
    const file = write('env', kubeconfig({ token: 'env' }));
    const serviceAccountFolder = join(folder, 'sa');
    write('sa/token', 'pod\n');
    write('sa/ca.crt', 'PEM');
    const token = async (ladder: KubeconfigLadder) => (await load(ladder).credentials.current()).authorization;

    await expect(token({ environment: { ...pod, KUBECONFIG: file }, serviceAccountFolder })).resolves.toBe(
      'Bearer env',
    );
    await expect(token({ environment: pod, serviceAccountFolder })).resolves.toBe('Bearer pod');
    await expect(token({ environment: pod, serviceAccountFolder: '/nowhere' })).resolves.toBe('Bearer home');
    expect(load({ environment: pod, serviceAccountFolder }).server).toBe('https://[fd00::1]:443');
  });

  it('merges the files of KUBECONFIG: the first of a name counts', () => {
    const first = write('first', {
      'current-context': 'x',
      clusters: [{ name: 'c', cluster: { server: 'https://first' } }],
    });
    const second = write('second', kubeconfig({ token: 't' }));

    expect(load({ environment: { KUBECONFIG: `${first}:/nowhere:${second}` } }).server).toBe('https://first');
  });
});

it.each([
  ['no current-context', { contexts: [] }, 'has no current-context'],
  ['an unknown context', { 'current-context': 'y' }, 'there is no context "y" in it'],
  ['an unknown user', { ...kubeconfig({}), users: null }, 'there is no user "u" in it'],
  ['a proxy', kubeconfig({}, { 'proxy-url': 'http://p' }), 'proxy-url is not supported'],
  ['a missing CA', kubeconfig({}, { 'certificate-authority': 'ca.crt' }), 'no such file'],
  ['an old auth provider', kubeconfig({ 'auth-provider': { name: 'gcp' } }), 'use exec'],
])('names the file and the fault: %s', (_, content, fault) => {
  const path = write('config', content);

  expect(() => load({ path })).toThrow(new RegExp(`${path}.*${fault}`));
});

it('reads data before files, and files beside their kubeconfig', async () => {
  write('pki/client.crt', 'CERT');
  const data = { 'client-key-data': Buffer.from('KEY').toString('base64'), 'client-key': 'nowhere' };
  const path = write(
    'config',
    kubeconfig({ 'client-certificate': 'pki/client.crt', ...data }, { 'tls-server-name': 'kube' }),
  );
  const config = load({ path });

  await expect(config.credentials.current()).resolves.toEqual({
    certificate: 'CERT',
    key: 'KEY',
    authorization: undefined,
  });
  expect(config).toMatchObject({
    server: 'https://10.0.0.1:6443',
    serverName: 'kube',
    source: `kubeconfig ${path}, context x`,
  });
});

it('reads a rotated token file again when the old token was refused', async () => {
  const path = write('config', kubeconfig({ tokenFile: 'token', token: 'unused' }));
  write('token', 'one');
  const { credentials } = load({ path });
  await expect(credentials.current()).resolves.toMatchObject({ authorization: 'Bearer one' });

  write('token', 'two');
  await expect(credentials.current()).resolves.toMatchObject({ authorization: 'Bearer one' });
  credentials.invalidate();

  await expect(credentials.current()).resolves.toMatchObject({ authorization: 'Bearer two' });
});

describe('a credential plugin', () => {
  function plugin(expirationTimestamp?: string): string {
    const credential = JSON.stringify({ status: { token: 'plugged', expirationTimestamp } });
    const command = write('plugin.sh', `#!/bin/sh\necho run >> "$LOG"\necho '${credential}'\n`);
    chmodSync(command, 0o755);
    const env = [{ name: 'LOG', value: join(folder, 'log') }];
    return write(
      'config',
      kubeconfig({ exec: { command: './plugin.sh', env, apiVersion: 'client.authentication.k8s.io/v1' } }),
    );
  }
  const runs = () => readFileSync(join(folder, 'log'), 'utf8').split('\n').length - 1;

  it.each([
    ['runs once for all, without an expiry', undefined, 1],
    ['runs again when its token has expired', '2020-01-01T00:00:00Z', 2],
  ])('%s', async (_, expiry, expected) => {
    const { credentials } = load({ path: plugin(expiry) });

    await Promise.all([credentials.current(), credentials.current()]);
    await expect(credentials.current()).resolves.toMatchObject({ authorization: 'Bearer plugged' });

    expect(runs()).toBe(expected);
  });

  it('is named when it fails', async () => {
    const { credentials } = load({
      path: write('config', kubeconfig({ exec: { command: './none', installHint: 'Install it.' } })),
    });

    await expect(credentials.current()).rejects.toThrow(/The credential plugin .*none failed: .*Install it\./);
  });
});
