import type { DemoNode } from '../../../hack/demo/nodes.ts';
import { unfitForSalt } from '../../../hack/demo/real-salt.ts';
import { progressLines } from '../../../hack/demo/progress.ts';
import { readyTable } from '../../../hack/demo/table.ts';
import { compareWithTruth } from '../../../hack/demo/truth.ts';
import { pointerName } from '../../../hack/truth/pointer-name.ts';
import { anOutside } from '../truth/a-truth.ts';

const fqdn = 'web-1.r1.fleet.example';
const ready: DemoNode = {
  metadata: { name: 'web-1' },
  status: {
    observedGeneration: 1,
    assetRef: { name: 'r1-a01' },
    addresses: [
      { type: 'InternalIP', address: '10.1.1.10' },
      { type: 'InternalIP', address: '2001:db8:1:1::10' },
      { type: 'Hostname', address: fqdn },
    ],
    steps: [{ name: 'install', state: 'Done' }],
    conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: '', lastTransitionTime: '' }],
  },
};

describe('progress', () => {
  const running: DemoNode = {
    metadata: { name: 'web-1' },
    status: {
      observedGeneration: 1,
      steps: [
        { name: 'create-host', state: 'Done' },
        { name: 'install', state: 'Retrying', message: 'the BMC does not answer' },
        { name: 'publish-dns', state: 'Pending' },
      ],
    },
  };

  test('tells each step that has begun, and why one is tried again', () => {
    expect(progressLines([running], new Map()).lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'web-1 create-host Done',
      'web-1 install Retrying (the BMC does not answer)',
    ]);
  });

  test('tells nothing twice', () => {
    const { seen } = progressLines([running], new Map());
    expect(progressLines([running], seen).lines).toEqual([]);
  });

  test('tells a step called ready and the Ready node apart, each once', () => {
    const done: DemoNode = { ...ready, status: { ...ready.status!, steps: [{ name: 'ready', state: 'Done' }] } };
    const { lines, seen } = progressLines([done], new Map());
    expect(lines).toHaveLength(2);
    expect(progressLines([done], seen).lines).toEqual([]);
  });

  test('tells what changed, and that the node is Ready', () => {
    const { seen } = progressLines([running], new Map());
    const lines = progressLines([ready], seen).lines.map((line) => line.replace(/ +/g, ' '));
    expect(lines).toEqual(['web-1 install Done', 'web-1 Ready']);
  });
});

test('the table has a line for each node', () => {
  const lines = readyTable([ready], new Map([['r1-a01', 'r1']]), new Map([['web-1', 12.34]])).split('\n');
  expect(lines[1]?.split(/ +/)).toEqual(['web-1', 'r1-a01', 'r1', '10.1.1.10', fqdn, '12.3']);
});

describe('the comparison with the truth', () => {
  const said: DemoNode = {
    metadata: { name: 'web-1', uid: 'uid-1' },
    status: {
      ...ready.status!,
      assetRef: { name: 'r1-a01' },
      addresses: [
        { type: 'InternalIP', address: '10.1.1.11' },
        { type: 'Hostname', address: fqdn },
      ],
    },
  };

  test('counts what it compared when all agrees', () => {
    expect(compareWithTruth([said], anOutside([1]))).toEqual({
      compared: { 'facts of Ready nodes': 11 },
      violations: [],
    });
  });

  test('names what is missing and what differs', () => {
    const [host] = anOutside([1]).hosts;
    const wrong = { ...anOutside([1]), hosts: [{ ...host!, build: true }], devices: [] };
    expect(compareWithTruth([said], wrong).violations).toEqual([
      `the build mode of Foreman host ${fqdn} is true, not false`,
      'the status of CMDB device r1-a01 is missing, not Active',
      'the owner of CMDB device r1-a01 is missing, not uid-1',
      'the addresses of CMDB device r1-a01 is missing, not 10.1.1.11',
    ]);
  });

  test('a status that claims more than there is, is found out', () => {
    const boasting = { ...said, status: { ...said.status!, assetRef: { name: 'r1-a03' } } };
    expect(compareWithTruth([boasting], anOutside([1])).violations).toHaveLength(6);
  });
});

test.each([
  ['10.1.1.10', '10.1.1.10.in-addr.arpa.'],
  ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.'],
])('%s is looked up in reverse as %s', (address, name) => {
  expect(pointerName(address)).toBe(name);
});

test('sockets of a real Salt need a short state directory', () => {
  expect(unfitForSalt('/tmp/bedplate-demo-a1b2c3')).toBeUndefined();
  expect(unfitForSalt(`/tmp/${'x'.repeat(60)}`)).toContain('too long for --salt real: 51 characters at most');
});
