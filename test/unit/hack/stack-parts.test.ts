import { parse } from 'yaml';
import { parseSettings } from '../../../api/load-settings.ts';
import { kubeconfigText } from '../../../hack/stack/kubeconfig.ts';
import { settingsOf } from '../../../hack/stack/settings.ts';
import { readyUrls } from '../../../hack/stack/simulator.ts';

const urls = {
  admin: 'http://127.0.0.1:1001',
  foreman: 'http://127.0.0.1:1002',
  nautobot: 'http://127.0.0.1:1003',
  powerdns: 'http://127.0.0.1:1004',
  redfish: 'http://127.0.0.1:1005',
  salt: 'http://127.0.0.1:1007',
  proxy: 'http://127.0.0.1:1006',
};

describe('the settings of a process', () => {
  const given = {
    kubeconfig: '/s/kubeconfig',
    temporal: { address: '127.0.0.1:7233', ui: 'http://127.0.0.1:8233' },
    install: { url: 'http://127.0.0.1:9000', listen: undefined, keysFile: '/s/keys.json' },
    listen: '127.0.0.1:9001',
    simulator: urls,
  };

  test('are what the product accepts', () => {
    const settings = parseSettings(JSON.stringify(settingsOf(given)), 'a test');
    expect(settings.connectTo).toContainEqual({ match: 'foreman.example:80', to: '127.0.0.1:1002' });
    expect(settings.connectTo).toContainEqual({ match: '*.example:8000', to: new URL(urls.salt).host });
    expect(settings.connectTo).toContainEqual({ match: '10.0.0.0/8:80', to: '127.0.0.1:1005' });
    expect(settings.install?.listen).toBeUndefined();
  });

  test('lead nowhere without a simulator', () => {
    expect(settingsOf({ ...given, simulator: undefined }).connectTo).toEqual([]);
  });
});

describe('the ready line of the simulator', () => {
  test('is found among other lines', () => {
    expect(readyUrls(`{"level":"info"}\n${JSON.stringify({ ready: true, urls })}\nmore`)).toEqual(urls);
  });

  test('is not there yet', () => {
    expect(readyUrls('starting\n')).toBeUndefined();
  });

  test('must have every URL', () => {
    expect(() => readyUrls('{"ready":true,"urls":{"admin":"http://127.0.0.1:1"}}')).toThrow(
      'no URL for foreman, nautobot, powerdns, redfish, salt, proxy',
    );
  });
});

test('the kubeconfig names server, token and authority', () => {
  const text = kubeconfigText({ server: 'https://127.0.0.1:6443', token: 't', certificateAuthority: 'PEM' });
  expect(parse(text)).toMatchObject({
    clusters: [{ cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': 'UEVN' } }],
    users: [{ user: { token: 't' } }],
    'current-context': 'bedplate',
  });
});
