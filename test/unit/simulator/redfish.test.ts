import { basic, clientOf, startLab, until, type Lab } from './clients.ts';
import { metal, uuid } from './metal.ts';

const system = `/redfish/v1/Systems/${uuid}`;
const target = `${system}/Actions/Reset`;

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
  await lab.admin('PUT', `/_sim/machines/${uuid}`, metal);
});

afterEach(() => lab.simulator.close());

async function powerState(): Promise<string> {
  return ((await lab.redfish('GET', system)).body as { PowerState: string }).PowerState;
}

it('shows what identifies a machine', async () => {
  expect((await lab.redfish('GET', system)).body).toMatchObject({
    UUID: uuid,
    SerialNumber: 'ABC1234',
    PowerState: 'Off',
    Boot: { BootSourceOverrideEnabled: 'Disabled' },
    Actions: {
      '#ComputerSystem.Reset': {
        target,
        'ResetType@Redfish.AllowableValues': expect.arrayContaining(['On', 'ForceOff']),
      },
    },
  });
  expect((await lab.redfish('GET', `${system}/EthernetInterfaces/eth0`)).body).toMatchObject({
    MACAddress: '52:54:00:AA:00:01',
  });
  expect((await lab.redfish('GET', '/redfish/v1/Systems')).body).toMatchObject({ 'Members@odata.count': 1 });
});

it('shows what a machine is made of', async () => {
  const get = async (path: string) =>
    (await lab.redfish('GET', `${system}${path}`)).body as { Members: { '@odata.id': string }[] };
  const [cpu] = (await get('/Processors')).Members;
  expect((await lab.redfish('GET', cpu?.['@odata.id'] ?? '')).body).toMatchObject({
    ProcessorType: 'CPU',
    InstructionSet: 'x86-64',
    TotalCores: 32,
  });
  const [storage] = (await get('/Storage')).Members;
  const { Drives } = (await lab.redfish('GET', storage?.['@odata.id'] ?? '')).body as {
    Drives: { '@odata.id': string }[];
  };
  expect(Drives).toHaveLength(2);
  expect((await lab.redfish('GET', Drives[1]?.['@odata.id'] ?? '')).body).toMatchObject({
    CapacityBytes: 480 * 2 ** 30,
    MediaType: 'SSD',
    Protocol: 'SATA',
  });
  expect((await lab.redfish('GET', `${storage?.['@odata.id']}/Drives/7`)).status).toBe(404);
});

it('shows a machine that ran before anybody looked', async () => {
  const running = { hostname: 'old-1.fleet.example', addresses: ['10.1.1.50'] };
  const put = await lab.admin('PUT', `/_sim/machines/${uuid}`, { ...metal, running });

  expect(put.body).toMatchObject({
    power: 'On',
    phase: 'running',
    installs: 0,
    powerOns: 0,
    disks: { sda: 'os', sdb: 'blank' },
    installed: { hostname: 'old-1.fleet.example', addresses: ['10.1.1.50'] },
  });
  expect(await powerState()).toBe('On');
  await lab.redfish('POST', target, { ResetType: 'ForceOff' });
  await until('no power', async () => (await powerState()) === 'Off');
});

it('changes power later', async () => {
  await lab.admin('PUT', '/_sim/settings', { powerSeconds: 0.5 });
  expect((await lab.redfish('POST', target, { ResetType: 'On' })).status).toBe(204);
  expect(await powerState()).toBe('PoweringOn');
  await until('power', async () => (await powerState()) === 'On');
  await lab.redfish('POST', target, { ResetType: 'ForceOff' });
  expect(await powerState()).toBe('PoweringOff');
  await until('no power', async () => (await powerState()) === 'Off');
});

it.each([
  ['an unknown reset', 'POST', target, { ResetType: 'Explode' }, 400],
  ['off when off', 'POST', target, { ResetType: 'ForceOff' }, 400],
  ['an unknown system', 'GET', '/redfish/v1/Systems/none', undefined, 404],
  ['an unknown boot target', 'PATCH', system, { Boot: { BootSourceOverrideTarget: 'Tape' } }, 400],
  [
    'the wrong boot mode',
    'PATCH',
    system,
    { Boot: { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideMode: 'Legacy' } },
    400,
  ],
])('refuses %s', async (_what, method, path, body, status) => {
  expect(await lab.redfish(method, path, body, { 'if-match': '*' })).toMatchObject({
    status,
    body: { error: { code: expect.any(String), '@Message.ExtendedInfo': [{}] } },
  });
});

it('uses up the boot override with the next boot', async () => {
  const boot = { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' };
  await lab.redfish('PATCH', system, { Boot: boot }, { 'if-match': '*' });
  expect((await lab.redfish('GET', system)).body).toMatchObject({
    Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' },
  });

  await lab.redfish('POST', target, { ResetType: 'On' });

  await until(
    'the boot',
    async () =>
      ((await lab.redfish('GET', system)).body as { Boot: { BootSourceOverrideEnabled: string } }).Boot
        .BootSourceOverrideEnabled === 'Disabled',
  );
});

it('takes a machine its own login only', async () => {
  await lab.admin('PUT', `/_sim/machines/${uuid}`, { ...metal, bmc: { username: 'root', password: 'calvin' } });

  expect((await lab.redfish('GET', system)).status).toBe(401);
  expect(
    (await clientOf(lab.simulator.urls.redfish, { authorization: basic('root', 'calvin') })('GET', system)).status,
  ).toBe(200);
});

it('gives sessions', async () => {
  const open = clientOf(lab.simulator.urls.redfish, {});
  const session = await open('POST', '/redfish/v1/SessionService/Sessions', {
    UserName: 'admin',
    Password: 'password',
  });

  expect(session.status).toBe(201);
  expect(
    (await open('GET', system, undefined, { 'x-auth-token': session.headers.get('x-auth-token') ?? '' })).status,
  ).toBe(200);
  expect((await open('GET', system)).status).toBe(401);
});
