import type { StatusEdge, StatusEdgeResult } from '../../../workflows/contract.ts';
import { createStatusPublisher } from '../../../workflows/status-publisher.ts';

/** What the workflow runtime gives to the publisher, as far as it asks for it. */
const runtime = { apply: (_edge: StatusEdge): Promise<StatusEdgeResult> => Promise.resolve({ outcome: 'applied' }) };

jest.mock('@temporalio/workflow', () => ({
  ...jest.requireActual<object>('@temporalio/workflow'),
  proxyActivities: () => ({ 'status.apply': (edge: StatusEdge) => runtime.apply(edge) }),
  // The next look is taken when nothing else can go on.
  async condition(met: () => boolean) {
    while (!met()) await new Promise(setImmediate);
  },
  CancellationScope: { nonCancellable: (work: () => Promise<void>) => work() },
  log: { warn: () => undefined },
}));

const ref = { namespace: 'default', name: 'web-1', uid: 'u1' };

interface Sent {
  edge: StatusEdge;
  answer(result: StatusEdgeResult): void;
  fail(): void;
}

function aPublisher() {
  const sent: Sent[] = [];
  runtime.apply = (edge) =>
    new Promise((resolve, reject) => {
      sent.push({ edge, answer: resolve, fail: () => reject(new Error('refused')) });
    });
  let revision = 0;
  const publisher = createStatusPublisher('cluster-1', {
    activity: 'status.apply',
    nextEdge() {
      revision += 1;
      return { ref, revision, status: { observedGeneration: 1, revision } };
    },
    outranked(shown) {
      revision = Math.max(revision, shown);
    },
  });
  return { publisher, sent };
}

/** Everything that can go on has gone on. */
async function soon(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

test('what is asked for while one is on its way makes one more', async () => {
  const { publisher, sent } = aPublisher();
  for (let asked = 0; asked < 5; asked += 1) {
    publisher.publish();
    await soon();
  }
  expect(sent).toHaveLength(1);
  expect(publisher.settled()).toBe(false);

  sent[0]?.answer({ outcome: 'applied' });
  await soon();
  expect(sent).toHaveLength(2);
  sent[1]?.answer({ outcome: 'applied' });
  await soon();

  expect(sent).toHaveLength(2);
  expect(publisher.settled()).toBe(true);
});

test('an outgrown revision is told again above the one that is shown', async () => {
  const { publisher, sent } = aPublisher();
  publisher.publish();
  await soon();

  sent[0]?.answer({ outcome: 'stale', revision: 40 });
  await soon();

  expect(sent[1]?.edge.revision).toBe(41);
  expect(publisher.settled()).toBe(false);
});

test('a status that is refused stops nothing: the next one carries all', async () => {
  const { publisher, sent } = aPublisher();
  publisher.publish();
  await soon();
  sent[0]?.fail();
  await soon();
  expect(publisher.settled()).toBe(true);

  publisher.publish();
  await soon();
  expect(sent).toHaveLength(2);
});

test.each([0, 1, 2, 3, 4, 5, 6, 8, 12])('what is asked %i turns after an answer came is shown too', async (turns) => {
  const { publisher, sent } = aPublisher();
  publisher.publish();
  await soon();

  sent[0]?.answer({ outcome: 'applied' });
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  publisher.publish();
  await soon();

  expect(sent).toHaveLength(2);
});
