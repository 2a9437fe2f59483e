import { renderDocument } from '../../../starter/render/document.ts';
import { renderNodeList } from '../../../starter/render/node-list.ts';
import { renderNodeStatus } from '../../../starter/render/node-status.ts';
import { renderPlan } from '../../../starter/render/plan.ts';
import { renderSteps } from '../../../starter/render/steps.ts';
import { renderTable } from '../../../starter/render/table.ts';
import { renderAge, renderDuration } from '../../../starter/render/time.ts';
import { aCondition, ago, aNode, NOW } from './a-node.ts';

describe('durations', () => {
  it.each([
    [0, '0s'],
    [45_000, '45s'],
    [200_000, '3m20s'],
    [3_600_000, '1h'],
    [7_500_000, '2h5m'],
    [3_605_000, '1h'],
    [356_400_000, '4d3h'],
    [-5_000, '0s'],
  ])('%d ms is %s', (ms, words) => {
    expect(renderDuration(ms)).toBe(words);
  });

  it('an unknown time has no age', () => {
    expect(renderAge(undefined, NOW)).toBe('-');
  });
});

describe('tables', () => {
  it('are as wide as their content, with nothing at the line end', () => {
    expect(
      renderTable(
        ['A', 'LONG'],
        [
          ['abc', 'x'],
          ['d', ''],
        ],
      ),
    ).toBe('A    LONG\nabc  x\nd');
  });
});

describe('documents', () => {
  it('are for programs only', () => {
    expect(renderDocument('table', {})).toBeUndefined();
    expect(renderDocument('json', { a: 1 })).toBe('{\n  "a": 1\n}');
  });

  it('quote what YAML 1.1 takes for a boolean', () => {
    expect(renderDocument('yaml', { on: 'root' })).toBe('"on": root');
  });
});

describe('the list of nodes', () => {
  const addresses = [
    { type: 'InternalIP' as const, address: '10.1.1.10' },
    { type: 'Hostname' as const, address: 'web-1.r1.fleet.example' },
  ];

  it('shows where each node stands, in the order in which people count', () => {
    const ready = aNode(
      {
        phase: 'Ready',
        assetRef: { name: 'r1-a01' },
        addresses,
        conditions: [aCondition('Ready', 'True', 'Succeeded')],
      },
      { name: 'web-2' },
    );
    const stalled = aNode(
      { phase: 'Stalled', conditions: [aCondition('Ready', 'False', 'Exhausted')] },
      { name: 'web-10' },
    );

    const text = renderNodeList([stalled, ready], {
      withNamespace: false,
      now: NOW,
      rackOf: new Map([['r1-a01', 'r1']]),
    });

    expect(text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['NAME', 'PHASE', 'READY', 'ASSET', 'RACK', 'ADDRESS', 'FQDN', 'AGE', 'REASON'],
      ['web-2', 'Ready', 'True', 'r1-a01', 'r1', '10.1.1.10', 'web-1.r1.fleet.example', '10m', '-'],
      ['web-10', 'Stalled', 'False', '-', '-', '-', '-', '10m', 'Exhausted'],
    ]);
  });

  it('says so when there is nothing', () => {
    expect(renderNodeList([], { withNamespace: false, now: NOW })).toBe('There are no ComputeNodes.');
  });

  it('takes the rack from the label, and shows namespaces when asked', () => {
    const node = aNode({}, { labels: { 'topology.tess.io/rack': 'r3' } });

    const [, row = ''] = renderNodeList([node], { withNamespace: true, now: NOW }).split('\n');

    expect(row).toMatch(/^default +web-1 +Unseen +Unknown +- +r3 /);
  });
});

describe('the step table', () => {
  it('shows how long each step took, or takes, and the first line of its message', () => {
    const text = renderSteps(
      [
        { name: 'schedule', state: 'Done', startedAt: ago(300), finishedAt: ago(299), attempts: 1, message: 'r1-a01' },
        { name: 'install', state: 'Running', startedAt: ago(200), attempts: 2, message: 'installer says\nline two' },
        { name: 'ready', state: 'Pending' },
      ],
      NOW,
    );

    expect(text.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^schedule +Done +1.0s +1 +r1-a01$/),
      expect.stringMatching(/^install +Running +3m20s +2 +installer says …$/),
      expect.stringMatching(/^ready +Pending +- +-$/),
    ]);
  });
});

describe('the status of a node', () => {
  it('holds what an on-call engineer asks for', () => {
    const node = aNode(
      {
        phase: 'Stalled',
        assetRef: { name: 'r1-a01' },
        workflow: { id: 'computenode/default/web-1/0b', link: 'http://ui/workflows/x' },
        steps: [{ name: 'create-host', state: 'Failed', startedAt: ago(60), finishedAt: ago(30), message: '401' }],
        conditions: [aCondition('Stalled', 'True', 'AuthRejected', 'Foreman refuses our password')],
        history: [{ operation: 'provision', result: 'Stalled', startedAt: ago(100), by: 'alice' }],
      },
      { deletionTimestamp: ago(5) },
    );

    const text = renderNodeStatus(node, NOW);

    expect(text).toContain('Node:      default/web-1, 10m old');
    expect(text).toContain('Deleted:   asked for 5s ago');
    expect(text).toContain('Workflow:  http://ui/workflows/x');
    expect(text).toContain("  - It can't go on: Foreman refuses our password");
    expect(text).toMatch(/create-host +Failed +30s/);
    expect(text).toMatch(/Stalled +True +1m30s +AuthRejected/);
    expect(text).toMatch(/provision +Stalled .* alice/);
  });
});

describe('a plan', () => {
  it('names the asset, why, what is done, and why not the others', () => {
    const text = renderPlan('web-1', {
      asset: 'r1-a01',
      why: ['first that fits'],
      losers: [{ reason: 'claimed', count: 3 }],
      addresses: [{ device: '1', address: '10.1.1.10', subnet: 'r1-v4', vpc: 'core' }],
      kickstart: ['RedHat 9 (rhel9) from http://mirror.example, as web-1.r1.fleet.example'],
      steps: [{ name: 'create-host', what: 'Foreman: web-1.r1.fleet.example' }],
    });

    expect(text).toContain('web-1 would get asset r1-a01\n  - first that fits');
    expect(text).toContain('Addresses:\n  - 10.1.1.10 (device 1, subnet r1-v4)');
    expect(text).toMatch(/create-host +Foreman: web-1/);
    expect(text).toContain('  - 3: claimed');
  });

  it('says why nothing would happen', () => {
    expect(renderPlan('web-1', { unschedulable: 'no asset has 64 cores' })).toBe(
      'web-1 would wait: no asset has 64 cores',
    );
  });
});
