import { request } from 'node:http';
import { startLab, until, type Lab } from './clients.ts';
import {
  bootFromNetwork,
  hostBody,
  machineState,
  metal,
  prepareInstall,
  startEndpoint,
  untilPhase,
  uuid,
  type Endpoint,
} from './metal.ts';

let lab: Lab;
let endpoint: Endpoint;

beforeEach(async () => {
  lab = await startLab();
  endpoint = await startEndpoint();
  await prepareInstall(lab, endpoint);
});

afterEach(async () => {
  endpoint.close();
  await lab.simulator.close();
});

function connect(authority: string): Promise<{ status: number; banner: string }> {
  return new Promise((resolve, reject) => {
    const call = request(lab.simulator.urls.proxy, { method: 'CONNECT', path: authority });
    call.on('connect', (response, socket, head) => {
      let banner = head.toString();
      if (response.statusCode !== 200) return resolve({ status: response.statusCode ?? 0, banner });
      socket.on('data', (chunk: Buffer) => (banner += chunk.toString()));
      socket.on('end', () => resolve({ status: 200, banner }));
      socket.end();
    });
    call.on('error', reject);
    call.end();
  });
}

describe('a whole machine life', () => {
  it('goes from bare metal to an answering machine by its kickstart alone', async () => {
    const created = await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
    expect(created.status).toBe(201);

    await bootFromNetwork(lab);
    const booted = await until('the call-back of the booted system', async () =>
      endpoint.calls.find((call) => call.path === '/booted'),
    );

    const state = await machineState(lab);
    expect(state).toMatchObject({
      power: 'On',
      phase: 'running',
      installs: 1,
      powerOns: 1,
      lastError: null,
      disks: { sda: 'os', sdb: 'blank' },
    });
    expect(state.installed).toMatchObject({
      hostname: 'web-1.r1.fleet.example',
      addresses: ['10.1.1.11', '2001:db8::b'],
      gateway: ['10.1.1.1', '2001:db8::1'],
      dns: ['10.0.0.53'],
      sshKeys: ['ssh-ed25519 AAAA ops'],
      // Not the one through a foreign link, nor that of a device which it doesn't have.
      routes: [
        { destination: '10.200.0.0/16', via: '10.1.1.254', metric: 100 },
        { destination: '2001:db8:2::/48', via: '2001:db8::fe', metric: null },
      ],
    });
    expect(booted.body).toBe(`${state.installed?.hostKey}\n`);
    expect(endpoint.calls.map((call) => call.path)).toEqual(['/ks', '/installed', '/booted']);

    const host = (await lab.foreman('GET', '/api/hosts/web-1.r1.fleet.example')).body as Record<string, unknown>;
    expect(host).toMatchObject({ build: false, build_status: 0, token: null });
    expect(host.installed_at).not.toBeNull();
    await expect(connect('10.1.1.11:22')).resolves.toEqual({ status: 200, banner: 'SSH-2.0-OpenSSH_9.0\r\n' });
    await expect(connect('[2001:db8:0::b]:22')).resolves.toMatchObject({ status: 200 });
    await expect(connect('10.1.1.12:22')).resolves.toMatchObject({ status: 502 });
    await expect(connect('10.1.1.11:80')).resolves.toMatchObject({ status: 502 });
  });

  it('waits for a kickstart server that is being restarted, and installs once', async () => {
    await lab.admin('POST', '/_sim/faults', { system: 'machine', path: '/ks', drop: 'before', count: 15 });
    await lab.foreman('POST', '/api/hosts', hostBody(endpoint));

    await bootFromNetwork(lab);
    await untilPhase(lab, 'running');

    expect(await machineState(lab)).toMatchObject({ installs: 1, powerOns: 1, lastError: null });
    expect((await lab.admin('GET', '/_sim/faults')).body).toEqual([]);
  });

  it('boots from its disk on the next start, and answers only while it runs', async () => {
    await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
    await bootFromNetwork(lab);
    await until('the first boot', async () => endpoint.calls.some((call) => call.path === '/booted'));
    const reset = `/redfish/v1/Systems/${uuid}/Actions/Reset`;

    await lab.redfish('POST', reset, { ResetType: 'ForceOff' });
    await untilPhase(lab, 'off');
    await expect(connect('10.1.1.11:22')).resolves.toMatchObject({ status: 502 });
    await lab.redfish('POST', reset, { ResetType: 'On' });
    await untilPhase(lab, 'running');

    expect(await machineState(lab)).toMatchObject({ installs: 1, powerOns: 2, lastError: null });
    expect(endpoint.calls.filter((call) => call.path === '/booted')).toHaveLength(1);
    await expect(connect('10.1.1.11:22')).resolves.toMatchObject({ status: 200 });
  });

  it('loses an installation with its power', async () => {
    await lab.admin('PUT', '/_sim/settings', { installSeconds: 60 });
    await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
    await bootFromNetwork(lab);
    await untilPhase(lab, 'installing');

    await lab.redfish('POST', `/redfish/v1/Systems/${uuid}/Actions/Reset`, { ResetType: 'ForceOff' });

    expect(await untilPhase(lab, 'off')).toMatchObject({ installs: 0, installed: null, disks: { sda: 'data' } });
  });

  it('stays without an operating system when nobody wants it installed', async () => {
    await bootFromNetwork(lab);

    expect(await untilPhase(lab, 'no-boot-device')).toMatchObject({ installs: 0, installed: null });
  });

  it('installs again and again when it boots from the network first and stays in build mode', async () => {
    await lab.admin('PUT', `/_sim/machines/${uuid}`, { ...metal, bootOrder: ['network', 'disk'] });
    await lab.foreman('PUT', '/api/provisioning_templates/bedplate', {
      provisioning_template: { template: "%include <%= host_param('ks_url') %>\n" },
    });
    await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
    await bootFromNetwork(lab);

    await until('a second installation', async () => (await machineState(lab)).installs >= 2);
  });

  it.each([
    [
      'a MAC of no device',
      (text: string) => text.replaceAll('52:54:00:aa:00:01', '52:54:00:aa:00:99'),
      /not a network device/,
    ],
    [
      'the MAC of the BMC',
      (text: string) => text.replaceAll('52:54:00:aa:00:01', '52:54:00:aa:00:02'),
      /management device/,
    ],
    [
      'an address that is none',
      (text: string) => text.replace('--ip=10.1.1.11', '--ip=10.0.0.300'),
      /not an IPv4 address/,
    ],
    ['a netmask with holes', (text: string) => text.replace('255.255.255.0', '255.0.255.0'), /not a netmask/],
    [
      'a gateway elsewhere',
      (text: string) => text.replace('--gateway=10.1.1.1', '--gateway=10.1.2.1'),
      /outside the network/,
    ],
    ['a bad host name', (text: string) => text.replace('web-1.r1', 'web_1.r1'), /not a host name/],
    ['a disk that is not there', (text: string) => text.replaceAll('=sda', '=sdz'), /disk sdz does not exist/],
    ['too large a partition', (text: string) => text.replace('--size=600 ', '--size=600000 '), /need 621506 MiB/],
    [
      'too large a volume',
      (text: string) => text.replace('--size=51200', '--size=512000'),
      /left, and 512000 MiB are wanted/,
    ],
    [
      'an undefined volume group',
      (text: string) => text.replace('volgroup vg0 pv.01', ''),
      /volume group vg0 is not defined/,
    ],
    [
      'an undefined member',
      (text: string) => text.replace('volgroup vg0 pv.01', 'volgroup vg0 pv.02'),
      /pv.02 is not defined/,
    ],
    ['no EFI partition', (text: string) => text.replace(/^part \/boot\/efi.*$/m, ''), /needs \/boot\/efi/],
    ['no root', (text: string) => text.replace('logvol / ', 'logvol /srv '), /no partition is mounted at \//],
    ['no source', (text: string) => text.replace(/^url .*$/m, ''), /no installation source/],
    ['two sources', (text: string) => `ostreecontainer --url=x\n${text}`, /two installation sources/],
    [
      'an open section',
      (text: string) => text.replace('@^minimal-environment\n%end', '@^minimal-environment'),
      /%packages does not end/,
    ],
    ['an unknown command', (text: string) => `install\n${text}`, /Unknown command: install/],
    [
      'an uncleared disk',
      (text: string) => text.replace(/^zerombr$/m, '').replace('--initlabel ', ''),
      /nothing permits/,
    ],
  ])('refuses %s, and reports it', async (_what, spoil, reason) => {
    endpoint.kickstart = spoil(endpoint.kickstart);
    await lab.foreman('POST', '/api/hosts', hostBody(endpoint));

    await bootFromNetwork(lab);
    const reported = await until('the report of the failure', async () =>
      endpoint.calls.find((call) => call.path === '/failed'),
    );

    expect(reported.body).toMatch(reason);
    expect(await untilPhase(lab, 'install-failed')).toMatchObject({
      installs: 0,
      installed: null,
      lastError: expect.stringMatching(reason),
    });
  });
});

describe('a wipe boot', () => {
  it('wipes the named disks, proves it, and powers off without installing', async () => {
    await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
    await bootFromNetwork(lab);
    await until('the first boot', async () => endpoint.calls.some((call) => call.path === '/booted'));
    const reset = `/redfish/v1/Systems/${uuid}/Actions/Reset`;
    await lab.redfish('POST', reset, { ResetType: 'ForceOff' });
    await untilPhase(lab, 'off');
    endpoint.kickstart = `%pre --log=/tmp/pre.log
blkdiscard -f /dev/disk/by-path/pci-0000:00:1f.2-ata-1 2>/dev/null || dd if=/dev/zero of=/dev/disk/by-path/pci-0000:00:1f.2-ata-1 bs=1M count=1
curl -fsS --retry 3 --retry-all-errors -X POST --data-binary @/tmp/wipe-report "${endpoint.url}/wiped"
poweroff
%end
`;
    await lab.foreman('PUT', '/api/hosts/web-1.r1.fleet.example', { host: { build: true } });

    await bootFromNetwork(lab);
    const report = await until('the report of the wipe', async () =>
      endpoint.calls.find((call) => call.path === '/wiped'),
    );

    const zeros = '30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58';
    expect(report.body).toBe(`sda ${zeros}\nsdb ${zeros}\n`);
    expect(await untilPhase(lab, 'off')).toMatchObject({
      power: 'Off',
      installs: 1,
      wipes: 1,
      installed: null,
      disks: { sda: 'wiped', sdb: 'blank' },
    });
  });
});
