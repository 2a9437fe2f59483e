import { missingOf, type Parts, standingOf } from '../../../workers/missing.ts';
import { flavor } from '../../../api/kinds/flavor.ts';
import { rack } from '../../../api/kinds/rack.ts';

const longAgo = Date.UTC(2026, 0, 1);
const working: Parts = {
  address: 'temporal:7233',
  client: { connection: { silentSince: () => undefined } },
  fleet: { watches: [{ kind: rack, isSynced: () => true }] },
  workers: [{ getState: () => 'RUNNING', options: { taskQueue: 'bmc.az1' } as never }],
  pulse: { silentSince: () => undefined },
};

function seat(isHeld: boolean, holder: string | undefined, trouble?: string): NonNullable<Parts['scheduler']> {
  return { isHeld: () => isHeld, holder: () => holder, trouble: () => trouble };
}

it.each<[string, Partial<Parts>, string[]]>([
  ['nothing', {}, []],
  [
    'a kind',
    { fleet: { watches: [rack, flavor].map((kind) => ({ kind, isSynced: () => kind === rack })) } },
    ['not listed yet: flavors'],
  ],
  ['Temporal, from the start on', { pulse: undefined }, ['Temporal at temporal:7233 was not reached yet']],
  [
    'Temporal, for a while',
    { pulse: { silentSince: () => longAgo } },
    ['Temporal at temporal:7233 has not answered since 2026-01-01T00:00:00.000Z'],
  ],
  [
    'the apiserver',
    { client: { connection: { silentSince: () => longAgo } } },
    ['the apiserver has not answered since 2026-01-01T00:00:00.000Z'],
  ],
  ['one answer only', { client: { connection: { silentSince: () => Date.now() } } }, []],
  [
    'a worker',
    { workers: [{ getState: () => 'FAILED', options: { taskQueue: 'bmc.az1' } as never }] },
    ['nothing is taken from the queues bmc.az1'],
  ],
  ['a word on who schedules', { scheduler: seat(false, undefined) }, ['who schedules is not known yet']],
  [
    'the lease',
    { scheduler: seat(false, 'worker-1@h#1.aa', 'leases is forbidden') },
    ['the lease of the scheduler is not to be had: leases is forbidden'],
  ],
  ['nothing as it stands by', { scheduler: seat(false, 'worker-1@h#1.aa') }, []],
  ['anything, as it stops', { stopping: true, pulse: undefined }, ['it is stopping']],
])('says that it lacks %s', (_, parts, words) => {
  expect(missingOf({ ...working, ...parts })).toEqual(words);
});

it.each([
  [seat(true, 'worker-0@h#1.aa'), 'schedules for the cell'],
  [seat(false, 'worker-1@h#1.aa'), 'stands by: worker-1@h#1.aa schedules'],
  [seat(false, ''), 'stands by: nobody schedules'],
])('says what its part in scheduling is', (scheduler, words) => {
  expect(standingOf({ ...working, scheduler })).toEqual([words]);
});
