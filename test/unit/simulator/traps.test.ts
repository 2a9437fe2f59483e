import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trapIds, type TrapId } from '../../../simulator/traps/registry.ts';
import { startLab } from './clients.ts';
import { prepareInstall, startEndpoint } from './metal.ts';
import type { Case } from './traps/case.ts';
import { foremanBuildCases } from './traps/foreman-build.ts';
import { foremanCases } from './traps/foreman.ts';
import { nautobotCases } from './traps/nautobot.ts';
import { powerdnsCases } from './traps/powerdns.ts';
import { redfishCases } from './traps/redfish.ts';

const checkout = join(__dirname, '../../..');
const cases = { ...foremanCases, ...foremanBuildCases, ...nautobotCases, ...powerdnsCases, ...redfishCases };

/** In a datacenter of its own, prepared as one machine's installation needs it. */
async function answerOf({ ask }: Case, id: TrapId, isOn: boolean): Promise<unknown> {
  const lab = await startLab({ powerSeconds: 0.2 });
  const endpoint = await startEndpoint();
  try {
    await prepareInstall(lab, endpoint);
    await lab.admin('POST', '/_sim/seed', {
      racks: [{ name: 'r1', location: 'az1' }],
      prefixes: ['10.0.1.0/24', '10.0.2.0/30'],
      zones: ['example.', 'fleet.example.', '1.0.10.in-addr.arpa.'],
    });
    await lab.admin('PUT', '/_sim/settings', { traps: { [id]: isOn } });
    return await ask(lab, endpoint);
  } finally {
    endpoint.close();
    await lab.simulator.close();
  }
}

describe.each(trapIds)('%s', (id) => {
  it('bites', async () => {
    expect(await answerOf(cases[id], id, true)).toEqual(cases[id].on);
  });

  it('is lenient when it is off', async () => {
    expect(await answerOf(cases[id], id, false)).toEqual(cases[id].off);
  });
});

it('has a case for every trap, and no other', () => {
  expect(Object.keys(cases).sort()).toEqual([...trapIds].sort());
});

it('has an adapter test for every trap', () => {
  const files = globSync('test/contract/traps/*.test.ts', { cwd: checkout });
  const met = files.flatMap((file) =>
    [...readFileSync(join(checkout, file), 'utf8').matchAll(/^ *meets\(\s*lab,\s*'([^']+)'/gm)].map(([, id]) => id),
  );

  expect(met.sort()).toEqual([...trapIds].sort());
});

it('lists the traps with their state, and knows no others', async () => {
  const lab = await startLab({ traps: { 'redfish.if-match': false } });

  const listed = (await lab.admin('GET', '/_sim/traps')).body as { id: string; does: string; isOn: boolean }[];

  expect(listed.map(({ id }) => id)).toEqual(trapIds);
  expect(listed.filter(({ isOn }) => !isOn)).toEqual([
    { id: 'redfish.if-match', does: expect.any(String), evidence: '4 K', isOn: false },
  ]);
  expect(await lab.admin('PUT', '/_sim/settings', { traps: { 'redfish.no-such': false } })).toMatchObject({
    status: 400,
  });
  await lab.simulator.close();
});
