import { whyStuck } from '../../../starter/render/stuck.ts';
import { aCondition, ago, aNode } from './a-node.ts';

const stalled = aCondition('Stalled', 'True', 'NotFound', 'There is no Flavor bm-huge');

describe('why a node is stuck', () => {
  it.each([
    ['a ready node is not', aNode({ conditions: [aCondition('Ready', 'True', 'Succeeded')] }), []],
    [
      'nobody looked at it yet',
      aNode({ observedGeneration: -1, revision: undefined }),
      ['Bedplate has said nothing of this node yet: is the bridge running, and a worker?'],
    ],
    [
      'it waits for an object',
      aNode({ conditions: [stalled], waitsFor: [{ kind: 'Flavor', name: 'bm-huge' }] }),
      [
        "It can't go on: There is no Flavor bm-huge",
        'It goes on by itself when Flavor bm-huge changes; bedplate retry web-1 asks it to try now.',
      ],
    ],
    [
      'it waits for any object of a kind',
      aNode({ conditions: [stalled], waitsFor: [{ kind: 'ComputeAsset', name: '*' }] }),
      [
        "It can't go on: There is no Flavor bm-huge",
        'It goes on by itself when any ComputeAsset changes; bedplate retry web-1 asks it to try now.',
      ],
    ],
    [
      'it waits for the next look',
      aNode({ conditions: [stalled] }),
      [
        "It can't go on: There is no Flavor bm-huge",
        'It goes on by itself at the next look; bedplate retry web-1 asks it to try now.',
      ],
    ],
    [
      'a person paused it',
      aNode({ pauses: [{ source: 'command', by: 'alice', why: 'switch swap', since: ago(60) }] }),
      ['alice paused it (command): switch swap, until bedplate resume web-1 --why …'],
    ],
    [
      'a person paused it for a while',
      aNode({
        pauses: [{ source: 'command', by: 'bob', why: 'lunch', since: ago(60), until: '2026-11-23T13:00:00Z' }],
      }),
      ['bob paused it (command): lunch, until 2026-11-23T13:00:00Z'],
    ],
    [
      'git paused it',
      aNode({ pauses: [{ source: 'spec', by: 'spec', why: 'spec.paused', since: ago(60) }] }),
      ['spec paused it (spec): spec.paused'],
    ],
    [
      'a step is tried again',
      aNode({ steps: [{ name: 'publish-dns', state: 'Retrying', attempts: 4, message: 'PowerDNS does not answer' }] }),
      ['publish-dns is tried again by itself (try 4): PowerDNS does not answer'],
    ],
    [
      'its deletion is held and its undo failed',
      aNode({
        conditions: [
          aCondition('DeletionHeld', 'True', 'Held', '12 of 40 nodes of rack r1'),
          aCondition('CleanupIncomplete', 'True', 'PowerOffUnconfirmed'),
        ],
      }),
      ['Its deletion is held: 12 of 40 nodes of rack r1', 'Something outside could not be undone: PowerOffUnconfirmed'],
    ],
    [
      'a budget holds it, although it is Ready',
      aNode({
        conditions: [
          aCondition('Ready', 'True', 'Succeeded'),
          aCondition('DisruptionHeld', 'True', 'BudgetExhausted', 'budget web lets 1 be unavailable'),
        ],
      }),
      ['A budget holds it: budget web lets 1 be unavailable'],
    ],
    [
      'its spec was changed',
      aNode({ conditions: [aCondition('Ready', 'True', 'Succeeded')] }, { generation: 2 }),
      ['Its spec was changed after this status was written.'],
    ],
  ])('%s', (_, node, reasons) => {
    expect(whyStuck(node)).toEqual(reasons);
  });
});
