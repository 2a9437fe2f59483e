import { detourBy } from '../../../activities/http/connect-to.ts';

const elsewhere = { host: '127.0.0.1', port: 4001 };

it.each([
  ['salt.example:8000', 'salt.example', true],
  ['salt.example:8000', 'Salt.Example', true],
  ['salt.example:8000', 'node-1.salt.example', false],
  ['*.example:8000', 'node-1.example', true],
  ['*.example:8000', 'node-1.rack-2.Example', true],
  ['*.example:8000', 'example', false],
  ['*.example:8000', 'counterexample', false],
  ['*.example:8001', 'node-1.example', false],
  ['10.0.0.0/8:8000', '10.1.2.3', true],
  ['10.0.0.0/8:8000', '11.1.2.3', false],
  ['10.0.0.0/8:8000', 'node-1.example', false],
])('%s is meant by a connection to %s, port 8000: %s', (match, host, isMeant) => {
  const detour = detourBy([{ match, to: '127.0.0.1:4001' }]);
  expect(detour({ host, port: 8000 })).toEqual(isMeant ? elsewhere : undefined);
});

it('takes the first of the rules that match', () => {
  const detour = detourBy([
    { match: 'salt.example:8000', to: '127.0.0.1:4001' },
    { match: '*.example:8000', to: '127.0.0.1:4002' },
  ]);
  expect(detour({ host: 'salt.example', port: 8000 })?.port).toBe(4001);
  expect(detour({ host: 'node-1.example', port: 8000 })?.port).toBe(4002);
});
