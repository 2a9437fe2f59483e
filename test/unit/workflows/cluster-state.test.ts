import {
  acknowledge,
  initialState,
  renderDetails,
  takeSighting,
  whyNotAcknowledged,
} from '../../../workflows/cluster/state.ts';

const AT = '2026-01-01T00:00:00Z';
const sighting = (highest: string, rest: { epoch?: number; found?: string } = {}) => ({
  by: 'bridge-0',
  epoch: 0,
  highest,
  ...rest,
});
const request = { by: 'alice', why: 'disk lost', revision: '500' };

function stateAt(highest: string) {
  const state = initialState();
  takeSighting(state, sighting(highest), AT);
  return state;
}

it('keeps the highest revision that anybody saw', () => {
  const state = stateAt('1000');
  takeSighting(state, sighting('999'), AT);

  expect(state.mark).toEqual({ epoch: 0, highest: '1000' });
});

it('remembers that etcd went back, however far it comes again', () => {
  const state = stateAt('1000');
  takeSighting(state, sighting('1000', { found: '500' }), AT);
  takeSighting(state, sighting('2000'), AT);

  expect(state.mark.restored).toEqual({ highest: '1000', found: '500', at: AT, by: 'bridge-0' });
  expect(renderDetails(state)).toMatch(/Everything is held.*1000.*500/);
});

it('goes on from where etcd is once a person acknowledges it, and keeps who and why', () => {
  const state = stateAt('1000');
  takeSighting(state, sighting('1000', { found: '500' }), AT);

  expect(acknowledge(state, request, AT)).toMatch(/from revision 1000 to 500/);

  expect(state.mark).toEqual({ epoch: 1, highest: '500' });
  expect(renderDetails(state)).toMatch(/1000 → 500, acknowledged by alice: disk lost/);
});

it('hears nothing of a process that slept through an acknowledged restore', () => {
  const state = stateAt('1000');
  takeSighting(state, sighting('1000', { found: '500' }), AT);
  acknowledge(state, request, AT);

  takeSighting(state, sighting('1000', { found: '501' }), AT);

  expect(state.mark).toEqual({ epoch: 1, highest: '500' });
});

it.each([
  ['nothing was restored', {}, request, /nothing to acknowledge/],
  ['nobody says why', { found: '500' }, { ...request, why: '' }, /--why/],
])('refuses when %s', (_, found, asked, words) => {
  const state = stateAt('1000');
  takeSighting(state, sighting('1000', found), AT);

  expect(whyNotAcknowledged(state, asked)).toMatch(words);
});
