import { condition } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import { HOST_KEY } from './dsl/machines.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('a node becomes Ready: eight steps in order, and nothing written outside that is not needed', async () => {
  const world = await stage.play();
  const node = await world.node('web-1');

  await node.isSeen();
  const status = await node.isReady();

  expect(status.steps?.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'schedule-asset Done',
    'allocate-addresses Done',
    'render-kickstart Done',
    'create-host Done',
    'install Done',
    'register-cmdb Done',
    'publish-dns Done',
    'ready Done',
  ]);
  expect(world.datacenter.outsideWrites()).toEqual([
    'create source Bedplate rhel9',
    'create host web-1.r1.fleet.example',
    'switch build on for host web-1.r1.fleet.example',
    'boot redfish+https://10.2.1.1/redfish/v1/Systems/1 from the network',
    'power on redfish+https://10.2.1.1/redfish/v1/Systems/1',
    'register device r1-a01',
    expect.stringContaining('publish web-1.r1.fleet.example.'),
    expect.stringContaining('publish'),
    expect.stringContaining('publish'),
  ]);
  expect(status.sshHostKey).toBe(HOST_KEY);
  expect(condition(status, 'Provisioned')?.status).toBe('True');
});
