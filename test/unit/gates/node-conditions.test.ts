import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { judgeNodes, nodeConditions, type SeenCondition } from '../../../activities/gates/node-conditions.ts';
import { type ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import { node } from '../bridge/objects.ts';
import { about, aGate, BEFORE, MEANWHILE, NOW, SINCE } from './a-gate.ts';

const READY: SeenCondition = { type: 'Ready', status: 'True', lastTransitionTime: BEFORE };
const DISK = { type: 'DiskPressure', status: 'False' };
const beats = (lastHeartbeatTime: string) => ({ ...READY, lastHeartbeatTime });

it.each<[string, SeenCondition[] | undefined, object, GateVerdict, string]>([
  ['is Ready', [READY], {}, 'Healthy', 'all is well on 1 nodes'],
  [
    'is Ready no more',
    [{ ...READY, status: 'False', reason: 'Gone', lastTransitionTime: MEANWHILE }],
    {},
    'Unhealthy',
    'web-1: Ready is False (Gone)',
  ],
  ['was not Ready before either', [{ ...READY, status: 'False' }], {}, 'Healthy', 'all is well on 1 nodes'],
  [
    'is not Ready since nobody knows when',
    [{ type: 'Ready', status: 'False' }],
    {},
    'Unhealthy',
    'web-1: Ready is False',
  ],
  ['is unknown', [{ ...READY, status: 'Unknown' }], {}, 'Unknown', 'web-1: Ready is Unknown'],
  ['has no such condition', [DISK], {}, 'Unknown', 'web-1: Ready is not told'],
  ['has no conditions', [], {}, 'Unknown', 'web-1: Ready is not told'],
  ['is not in the list', undefined, {}, 'Unknown', 'web-1: Ready is not told'],
  ['told it a minute ago', [beats('2026-01-01T12:59:00Z')], {}, 'Healthy', 'all is well'],
  [
    'told it an hour ago',
    [beats('2026-01-01T12:00:00Z')],
    {},
    'Unknown',
    'web-1: Ready was told at 2026-01-01T12:00:00Z last',
  ],
  ['told it an hour ago, as may be', [beats('2026-01-01T12:00:00Z')], { maxAge: '2h' }, 'Healthy', 'all is well'],
  ['told it at no time', [beats('soon')], {}, 'Unknown', 'web-1: Ready was told at soon last'],
  [
    'has what it must not',
    [READY, { ...DISK, status: 'True', lastTransitionTime: MEANWHILE }],
    { unhealthy: ['DiskPressure'] },
    'Unhealthy',
    'web-1: DiskPressure is True',
  ],
  [
    'had what it must not',
    [READY, { ...DISK, status: 'True', lastTransitionTime: BEFORE }],
    { unhealthy: ['DiskPressure'] },
    'Healthy',
    'all is well',
  ],
  [
    'does not tell what it must not have',
    [READY],
    { unhealthy: ['DiskPressure'] },
    'Unknown',
    'web-1: DiskPressure is not told',
  ],
  [
    'is asked for another condition',
    [READY],
    { healthy: ['Provisioned'] },
    'Unknown',
    'web-1: Provisioned is not told',
  ],
])('a node that %s', (_, conditions, fields, verdict, message) => {
  const seen = new Map(conditions === undefined ? [] : [['web-1', conditions]]);
  const measured = judgeNodes(aGate('NodeConditions', fields), seen, { nodes: ['web-1'], since: SINCE, now: NOW });
  expect(measured).toEqual({ verdict, message: expect.stringContaining(message) as string });
});

test('of many nodes the worst counts, and some of those as bad are named', () => {
  const names = Array.from({ length: 8 }, (_, index) => `web-${index + 1}`);
  const bad = { ...READY, status: 'False', lastTransitionTime: MEANWHILE };
  const seen = new Map(names.map((name) => [name, name === 'web-8' ? [READY] : name === 'web-7' ? [] : [bad]]));
  const measured = judgeNodes(aGate('NodeConditions'), seen, { nodes: names, since: SINCE, now: NOW });
  expect(measured.verdict).toBe('Unhealthy');
  expect(measured.message).toBe(
    [1, 2, 3, 4, 5].map((number) => `web-${number}: Ready is False`).join('; ') + ' and 1 more',
  );
});

function computeNode(name: string, conditions: SeenCondition[]): ComputeNode {
  return node({ name }, { conditions: conditions.map((one) => ({ reason: 'R', message: '', ...one })) });
}

function there(...nodes: ComputeNode[]) {
  return (name: string) => nodes.find(({ metadata }) => metadata.name === name);
}

describe('of the ComputeNodes', () => {
  const bad = computeNode('web-1', [{ ...READY, status: 'False', lastTransitionTime: MEANWHILE }]);

  test('those that count are asked', async () => {
    const measured = await nodeConditions(aGate('NodeConditions'), about({ node: there(bad), nodes: ['web-1'] }));
    expect(measured).toEqual({ verdict: 'Unhealthy', message: 'web-1: Ready is False (R)' });
  });

  test('one that is gone meanwhile has nothing to say', async () => {
    const well = computeNode('web-1', [READY]);
    const measured = await nodeConditions(aGate('NodeConditions'), about({ node: there(well) }));
    expect(measured).toEqual({ verdict: 'Healthy', message: 'all is well on 1 nodes' });
    const none = await nodeConditions(aGate('NodeConditions'), about({ node: there() }));
    expect(none).toEqual({ verdict: 'Healthy', message: 'none of its nodes counts' });
  });
});

describe('of the Nodes of a cluster', () => {
  let server: Http2Server;
  let asked: { path: string; authorization: string | undefined }[] = [];
  let answer: (path: string) => object | string | undefined = () => undefined;
  beforeAll(async () => {
    server = createServer();
    server.on('stream', (stream, headers) => {
      const path = String(headers[':path']);
      asked.push({ path, authorization: headers.authorization });
      stream.on('error', () => undefined);
      const body = answer(path);
      if (body === undefined) return;
      stream.respond({ ':status': typeof body === 'string' ? 403 : 200, 'content-type': 'application/json' });
      stream.end(
        JSON.stringify(typeof body === 'string' ? { kind: 'Status', message: body, reason: 'Forbidden' } : body),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  const item = (name: string, ...conditions: SeenCondition[]) => ({ metadata: { name }, status: { conditions } });
  const list = (items: object[], more = '') => ({ metadata: { continue: more }, items });
  const kubeconfig = () =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
      clusters: [{ name: 'k', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }],
      users: [{ name: 'u', user: { token: 'hush' } }],
    });
  const both = there(computeNode('web-1', [READY]), computeNode('web-2', [READY]));
  const ask = (rest: object = {}) =>
    nodeConditions(
      aGate('NodeConditions', { kubeconfigSecretRef: { name: 'kube' }, unhealthy: ['KernelDeadlock'] }),
      about({
        node: both,
        secret: async (name, key) => (name === 'kube' && key === 'kubeconfig' ? kubeconfig() : ''),
        ...rest,
      }),
    );
  const WELL = { type: 'KernelDeadlock', status: 'False' };

  test('all pages are read, with the token of the Secret', async () => {
    answer = (path) =>
      path.includes('continue=more') ? list([item('web-2', READY, WELL)]) : list([item('web-1', READY, WELL)], 'more');
    await expect(ask()).resolves.toEqual({ verdict: 'Healthy', message: 'all is well on 2 nodes' });
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/nodes?limit=500', '/api/v1/nodes?limit=500&continue=more']);
    expect(asked[0]?.authorization).toBe('Bearer hush');
  });

  test('a node that the cluster does not know is unknown, and not well', async () => {
    answer = () => list([item('web-1', READY, WELL)]);
    const measured = await ask();
    expect(measured).toEqual({
      verdict: 'Unknown',
      message: 'web-2: Ready is not told; web-2: KernelDeadlock is not told',
    });
  });

  test('what a problem detector writes meanwhile is unhealthy', async () => {
    const deadlock = {
      type: 'KernelDeadlock',
      status: 'True',
      reason: 'AUFSUmountHung',
      lastTransitionTime: MEANWHILE,
    };
    answer = () => list([item('web-1', READY, deadlock), item('web-2', READY, WELL)]);
    await expect(ask()).resolves.toEqual({
      verdict: 'Unhealthy',
      message: 'web-1: KernelDeadlock is True (AUFSUmountHung)',
    });
  });

  // What the gate throws is unknown: see measure.test.ts.
  it.each<[string, object | string | undefined, RegExp]>([
    ['refuses', 'no right to list nodes', /no right to list nodes/],
    ['answers something else', { kind: 'Nothing' }, /the cluster of Secret default\/kube answered no list of Nodes/],
    ['does not answer in time', undefined, /no answer from the apiserver/],
  ])('a cluster that %s tells nothing', async (_, body, words) => {
    answer = () => body;
    const failed = await ask({ timeoutMs: 300 }).then(String, String);
    expect(failed).toMatch(words);
    expect(failed).not.toContain('hush');
  });

  test('a Secret that holds no kubeconfig is said', async () => {
    await expect(ask({ secret: async () => 'nonsense: [' })).rejects.toThrow(/Secret default\/kube/);
  });
});
