import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HISTORIES, type RecordedEvent, type RecordedHistory } from './record.ts';
import { replay, replayQuietly } from './replay.ts';

beforeAll(replayQuietly);

const names = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'));
const text = (name: string) => readFileSync(join(HISTORIES, name), 'utf8');
const read = (name: string) => JSON.parse(text(name)) as RecordedHistory;

test('the histories of the main stories are there', () => {
  expect(names.sort()).toEqual([
    'adopt.json',
    'deletion-in-a-call.json',
    'deletion-of-an-adoption.json',
    'deletion-with-a-budget.json',
    'deletion.json',
    'disruption-budget.json',
    'failure-and-retry.json',
    'held-deletion.json',
    'operation.json',
    'pool-deletion.json',
    'pool-rollout.json',
    'provision.json',
    'reboot.json',
    'reinstall.json',
    'salt-bucket.json',
    'salt-deployment.json',
    'salt-master.json',
    'salt-minion-deletion.json',
    'salt-minion.json',
    'salt-transaction.json',
    'start-over.json',
    'wait-for-a-slot.json',
  ]);
});

test.each(names)('%s still replays', async (name) => {
  await replay(read(name));
});

test.each(names)('%s tells nothing of the machine that it was recorded on', (name) => {
  expect(text(name)).not.toMatch(/file:\/\/|node_modules|"stackTrace":"[^"]|\/(home|root|tmp|work|Users)\//);
});

test('workflow code that does things in another order is found out', async () => {
  const history = read('provision.json');
  const scheduled = history.events.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
  const [allocate, check] = ['ipam.allocate', 'kickstart.check'].map((name) =>
    scheduled.find(({ activityType }) => activityType.name === name),
  );
  if (!allocate || !check) throw new Error('The recorded provisioning lacks the two activities');
  [allocate.activityType, check.activityType] = [check.activityType, allocate.activityType];

  await expect(replay(history)).rejects.toMatchObject({ name: 'DeterminismViolationError' });
});

test('workflow code that does something that was not done is found out', async () => {
  const history = read('provision.json');
  const register = (event: RecordedEvent) =>
    event.activityTaskScheduledEventAttributes?.activityType.name === 'cmdb.register';
  const events = history.events.slice(0, history.events.findIndex(register));
  const renamed = history.events.find(register);
  if (!renamed?.activityTaskScheduledEventAttributes) throw new Error('The recorded provisioning registers nothing');
  renamed.activityTaskScheduledEventAttributes.activityType.name = 'dns.publish';

  await expect(replay({ events: [...events, ...history.events.slice(events.length)] })).rejects.toMatchObject({
    name: 'DeterminismViolationError',
  });
});
