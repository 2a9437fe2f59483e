import type { Logger } from 'pino';
import { ClusterError, ForeignClusterError } from '../../../api/cluster/index.ts';
import { complainOfApiserver } from '../../../crd-bridge/serve/apiserver-complaints.ts';
import { createComplaints } from '../../../crd-bridge/serve/complaints.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function listening() {
  const lines: string[] = [];
  const line = (level: string) => (_: object, message: string) => lines.push(`${level} ${message}`);
  const log = { warn: line('warn'), info: line('info') } as unknown as Logger;
  return { lines, complaints: createComplaints(log, 60_000) };
}

it('says a fault at once, then once a minute with the last words, then its end', async () => {
  const { lines, complaints } = listening();
  for (let attempt = 1; attempt <= 90; attempt += 1) {
    complaints.raise('Temporal', new Error(`refused ${attempt}.`), 'Check it.');
    await jest.advanceTimersByTimeAsync(1000);
  }
  await jest.advanceTimersByTimeAsync(120_000);

  expect(lines).toEqual([
    'warn Temporal fails: refused 1. Check it.',
    'warn Temporal still fails: refused 60. Check it.',
    'warn Temporal still fails: refused 90. Check it.',
    'info Temporal: no failure for 60 s, after 90 in all',
  ]);
  complaints.stop();
});

it('tells one lost apiserver, a missing CRD and a foreign cluster apart', () => {
  const { lines, complaints } = listening();
  const answer = (status: number, message: string) => new ClusterError({ status, reason: 'R', message });

  complainOfApiserver(complaints, 'Watching racks', answer(0, 'lost'));
  complainOfApiserver(complaints, 'Watching vpcs', answer(503, 'starting'));
  complainOfApiserver(complaints, 'Watching nodes', answer(404, 'no such page'));
  complainOfApiserver(complaints, 'Watching vpcs', new ForeignClusterError('https://a', 'one', 'two'));

  expect(lines.map((line) => line.split(':')[0])).toEqual([
    'warn The apiserver fails',
    'warn Watching nodes fails',
    'warn The cluster fails',
  ]);
  complaints.stop();
});
