import { judgeResults, saltResult } from '../../../activities/gates/salt-result.ts';
import { countNodes, NO_COUNTS } from '../../../api/rollout/counts.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import type { BucketNode, Counts } from '../../../api/rollout/nodes.ts';
import { about, aGate } from './a-gate.ts';

it.each<[string, Partial<Counts>, object, GateVerdict, string]>([
  ['all well', { ok: 3, changed: 2 }, {}, 'Healthy', '0 of 5 nodes failed'],
  ['one failed', { ok: 4, failed: 1 }, {}, 'Unhealthy', '1 of 5 nodes failed, 0 may'],
  ['one failed, as may', { ok: 4, failed: 1 }, { maxFailed: 1 }, 'Healthy', '1 of 5 nodes failed'],
  ['more failed than may', { ok: 3, failed: 2 }, { maxFailed: 1 }, 'Unhealthy', '2 of 5 nodes failed, 1 may'],
  ['busy', { ok: 4, busy: 1 }, {}, 'Unknown', 'of 1 of 5 nodes nothing is known: 1 busy'],
  ['unreachable', { ok: 4, unreachable: 1 }, {}, 'Unknown', '1 unreachable'],
  ['lost', { ok: 4, lost: 1 }, {}, 'Unknown', '1 lost'],
  ['not asked yet', { ok: 3, pending: 1, running: 1 }, {}, 'Unknown', '1 pending, 1 running'],
  ['as many unknown as may', { ok: 3, lost: 1, busy: 1 }, { maxUnknown: 2 }, 'Healthy', '0 of 5 nodes failed'],
  ['failed and unknown', { ok: 3, lost: 1, failed: 1 }, {}, 'Unhealthy', '1 of 5 nodes failed, 0 may'],
  ['not well before', { ok: 3, badBefore: 2 }, {}, 'Healthy', '0 of 5 nodes failed, 2 not well before either'],
  ['taken out by a person', { ok: 3, skipped: 2 }, {}, 'Healthy', '0 of 5 nodes failed'],
])('%s', (_, counts, fields, verdict, words) => {
  const measured = judgeResults(aGate('SaltResult', fields), { ...NO_COUNTS, nodes: 5, ...counts });
  expect(measured).toEqual({ verdict, message: expect.stringContaining(words) as string });
});

test('a node that was not well before and fails again does not count against the release', async () => {
  const failed: BucketNode = { name: 'web-1', state: 'Failed', next: 'apply', tries: 1 };
  const judged = (node: BucketNode) => saltResult(aGate('SaltResult'), about({ counts: countNodes([node]) }));
  await expect(judged(failed)).resolves.toMatchObject({ verdict: 'Unhealthy' });
  await expect(judged({ ...failed, badBefore: 'it is not Ready' })).resolves.toEqual({
    verdict: 'Healthy',
    message: '0 of 1 nodes failed, 1 not well before either',
  });
});
