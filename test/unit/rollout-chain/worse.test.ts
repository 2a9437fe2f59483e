import type { BucketReport } from '../../../api/rollout/bucket-orders.ts';
import { NO_COUNTS } from '../../../api/rollout/counts.ts';
import type { Counts } from '../../../api/rollout/nodes.ts';
import { isWorse } from '../../../api/rollout/worse.ts';

function report(counts: Partial<Counts>, stuck?: BucketReport['stuck']): BucketReport {
  const none = { failures: [], jids: [], changeSets: [], badBefore: [], retried: 0 };
  return { ...none, counts: { ...NO_COUNTS, nodes: 9, ...counts }, ...(stuck && { stuck }) };
}

const STUCK = { source: 'failures' as const, why: '3 nodes failed' };

test.each([
  ['more nodes are done', report({ changed: 4 }), report({ changed: 2 }), false],
  ['a first report, nothing is wrong', report({ running: 2 }), undefined, false],
  ['a node failed in the first slice', report({ failed: 1 }), undefined, true],
  ['one more is lost', report({ failed: 1, lost: 1 }), report({ failed: 1 }), true],
  ['no more failed than before', report({ failed: 1, changed: 4 }), report({ failed: 1 }), false],
  ['one that was bad before is still', report({ badBefore: 1 }), report({}), false],
  ['it holds itself', report({ failed: 1 }, STUCK), report({ failed: 1 }), true],
  ['it holds itself as before', report({ failed: 1 }, STUCK), report({ failed: 1 }, STUCK), false],
])('worse: %s', (_, now, before, expected) => {
  expect(isWorse(now, before)).toBe(expected);
});
