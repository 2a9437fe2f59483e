import type { Fault } from '../../../workflows/failure.ts';
import type { Trouble } from '../../../workflows/contract.ts';
import * as states from '../../../workflows/compute-provider/state.ts';
import { renderStatus } from '../../../workflows/compute-provider/status.ts';

const VERSIONS = { foreman: 'v1', cmdb: 'v1', dns: 'v1' };
const MINUTE = 60_000;
const refusal = {
  type: 'AuthRejected',
  message: 'it refuses our login (401).',
  waitsFor: [],
  outage: 'refused',
} satisfies Fault;
const silence = { type: 'Unavailable', message: 'it answered 503.', waitsFor: [], outage: 'down' } satisfies Fault;

/** All three systems were looked at and found well at time 0. */
function wellState(): states.ProviderState {
  const state = states.initialState();
  for (const system of state.systems) {
    system.secret = { namespace: 'bedplate-system', name: system.name };
    states.takeLook(system, undefined, 'v1', 0);
  }
  states.takeRound(state, 0);
  return state;
}

function trouble(rest: Partial<Trouble> = {}): Trouble {
  const told = { system: 'foreman', outage: 'refused', type: 'AuthRejected', message: 'it refuses our login (401).' };
  return { ...told, secretVersion: 'v1', by: 'worker-0', ...rest } as Trouble;
}

function foremanOf(state: states.ProviderState): states.SystemState {
  const [system] = state.systems;
  if (!system) throw new Error('no system');
  return system;
}

const dueNames = (state: states.ProviderState, now: number, versions = VERSIONS) =>
  states.toLookAt(state, versions, now).map(({ name }) => name);

test('a new provider is looked at in whole, a well one not at all', () => {
  expect(dueNames(states.initialState(), 0)).toEqual(['foreman', 'cmdb', 'dns']);
  expect(dueNames(wellState(), MINUTE)).toEqual([]);
});

describe('a refused credential', () => {
  test('is believed without another try', () => {
    const state = wellState();

    expect(states.takeTrouble(state, trouble(), 1_000)).toBe('news');

    expect(dueNames(state, 1_000)).toEqual([]);
    expect(foremanOf(state)).toMatchObject({ well: false, outage: 'refused', due: false });
  });

  test('is tried when its Secret is another, and after ten minutes', () => {
    const state = wellState();
    states.takeTrouble(state, trouble(), 1_000);

    expect(dueNames(state, 2_000, { ...VERSIONS, foreman: 'v2' })).toEqual(['foreman']);
    expect(dueNames(state, 1_000 + states.REFUSED_MS - 1)).toEqual([]);
    expect(dueNames(state, 1_000 + states.REFUSED_MS)).toEqual(['foreman']);
  });

  test('of another Secret than the one that was taken last is looked at: the worker may have held an old one', () => {
    const state = wellState();

    states.takeTrouble(state, trouble({ secretVersion: 'v0' }), 1_000);

    expect(dueNames(state, 1_000)).toEqual(['foreman']);
  });

  test('is told with the Secret to fix', () => {
    const state = wellState();
    states.takeTrouble(state, trouble(), 1_000);

    const [available] = renderStatus(state, 2_000).conditions ?? [];

    expect(available).toMatchObject({ type: 'Available', status: 'False', reason: 'AuthRejected' });
    expect(available?.message).toMatch(/^Foreman refuses our password; fix Secret bedplate-system\/foreman\. .*401/);
  });

  test('that a person mended is looked at once, and once more for all who ask soon after', () => {
    const state = wellState();
    states.takeTrouble(state, trouble(), 1_000);
    const asked = { by: 'alice', why: 'mended' };

    states.takeProbe(state, asked, 100_000);
    expect(dueNames(state, 100_000)).toEqual(['foreman']);
    states.takeLook(foremanOf(state), refusal, 'v1', 100_001);

    for (let index = 0; index < 500; index += 1) states.takeProbe(state, asked, 100_002 + index);
    expect(state.notBefore).toBe(101_501);
    expect(dueNames(state, 101_501)).toEqual(['foreman']);
    states.takeLook(foremanOf(state), refusal, 'v1', 101_502);
    expect(dueNames(state, 101_502)).toEqual([]);
  });

  test('is not looked at before a worker sends a probe after the refusal', () => {
    const state = wellState();
    states.takeTrouble(state, trouble(), 1_000);

    states.takeProbe(state, { by: 'alice', why: 'mended at once' }, 1_100);

    expect(state.notBefore).toBe(2_500);
    expect(foremanOf(state).due).toBe(true);
  });

  test('is looked at quickly ten times, and never so often that it locks us out', () => {
    const state = wellState();
    states.takeTrouble(state, trouble(), 1_000);
    const looks: number[] = [];
    for (let now = 1_000_000; now < 2_500_000; now += 500) {
      states.takeProbe(state, { by: 'a script', why: 'again' }, now);
      if (!foremanOf(state).due || state.notBefore > now) continue;
      looks.push(now);
      states.takeLook(foremanOf(state), refusal, 'v1', now);
    }
    expect(looks.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => 1_000_000 + index * 1_500));
    const most = Math.max(...looks.map((from) => looks.filter((at) => at >= from && at < from + 300_000).length));
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThan(30);
  });
});

describe('a system that is down', () => {
  test('is looked at again and again, each time later, up to a quarter of a minute', () => {
    const state = wellState();
    states.takeTrouble(state, trouble({ outage: 'down', type: 'Unavailable' }), MINUTE + 1);
    expect(state.notBefore).toBe(MINUTE + 1);

    const waits = [1, 2, 3, 4, 5, 6].map(() => {
      states.takeLook(foremanOf(state), silence, 'v1', MINUTE + 2);
      states.takeRound(state, MINUTE + 2);
      return states.probeBackoffMs(state.failures);
    });

    expect(waits).toEqual([4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
    expect(dueNames(state, MINUTE + 3)).toEqual(['foreman']);
  });

  test('that answers our looks but fails everybody else is looked at less and less often', () => {
    const state = wellState();
    const gaps: number[] = [];
    for (let at = 2 * MINUTE, round = 0; round < 6; round += 1) {
      states.takeTrouble(state, trouble({ outage: 'down', type: 'Unavailable' }), at);
      gaps.push(state.notBefore - at);
      at = state.notBefore;
      states.takeLook(foremanOf(state), undefined, 'v1', at);
      states.takeRound(state, at);
      at += 100;
    }
    expect(gaps).toEqual([0, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  test('and is known to be is no news', () => {
    const state = wellState();
    states.takeTrouble(state, trouble(), 1_000);

    expect(states.takeTrouble(state, trouble({ by: 'worker-1' }), 1_100)).toBe('known');
    expect(states.takeTrouble(state, trouble({ outage: 'down' }), 1_100)).toBe('known');
  });
});

test('since says when it went bad, not when it was last looked at', () => {
  const state = wellState();
  states.takeLook(foremanOf(state), silence, 'v1', 5_000);
  states.takeLook(foremanOf(state), silence, 'v1', 9_000);
  states.takeLook(foremanOf(state), refusal, 'v1', 12_000);

  expect(foremanOf(state).since).toBe(new Date(5_000).toISOString());
});
