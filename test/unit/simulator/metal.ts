import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until, type Lab } from './clients.ts';

export const uuid = '4c4c4544-0000-1000-8000-000000000001';
export const mac = '52:54:00:aa:00:01';

export const metal = {
  name: 'r1-a01',
  serial: 'ABC1234',
  nics: [
    { mac, identifier: 'eth0' },
    { mac: '52:54:00:aa:00:02', identifier: 'lom', management: true },
  ],
  disks: [
    { name: 'sda', sizeGiB: 480, rotational: false, byPath: 'pci-0000:00:1f.2-ata-1' },
    { name: 'sdb', sizeGiB: 480, rotational: false, byPath: 'pci-0000:00:1f.2-ata-2' },
  ],
  cpuCores: 32,
  memoryGiB: 192,
  firmware: 'UEFI',
};

/** What the machine state endpoint tells. */
export interface MachineState {
  power: string;
  phase: string;
  installs: number;
  boots: number;
  powerOns: number;
  wipes: number;
  lastError: string | null;
  disks: Record<string, string>;
  installed: {
    hostname: string;
    addresses: string[];
    gateway: string[];
    dns: string[];
    hostKey: string;
    sshKeys: string[];
    routes: unknown[];
    installHash: string;
  } | null;
}

export interface Endpoint {
  url: string;
  /** `METHOD path body`, in the order of arrival. */
  calls: { method: string; path: string; body: string }[];
  /** What `GET /ks` serves. */
  kickstart: string;
  close(): void;
}

/** The install endpoint of a test: serves a kickstart and remembers every call-back. */
export async function startEndpoint(): Promise<Endpoint> {
  const endpoint: Endpoint = { url: '', calls: [], kickstart: '', close: () => undefined };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      endpoint.calls.push({
        method: request.method ?? '',
        path: request.url ?? '',
        body: Buffer.concat(chunks).toString(),
      });
      response.end(request.url === '/ks' ? endpoint.kickstart : 'ok\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  endpoint.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return endpoint;
}

export function goodKickstart(endpoint: string): string {
  return `# made for ${mac}
text
reboot
lang en_US.UTF-8
keyboard --vckeymap=us
timezone UTC --utc
network --bootproto=static --device=${mac} --ip=10.1.1.11 --netmask=255.255.255.0 --gateway=10.1.1.1 --nameserver=10.0.0.53 --ipv6=2001:db8::b/64 --ipv6gateway=2001:db8::1 --hostname=web-1.r1.fleet.example --activate
url --url="http://mirror.example/rhel9/BaseOS"
rootpw --lock
sshkey --username=root "ssh-ed25519 AAAA ops"
zerombr
ignoredisk --only-use=disk/by-path/pci-0000:00:1f.2-ata-1
clearpart --all --initlabel --disklabel=gpt --drives=sda
bootloader --boot-drive=sda --append="console=ttyS0"
part /boot/efi --fstype=efi --size=600 --ondisk=sda
part /boot --fstype=xfs --size=1024 --ondisk=sda
part pv.01 --size=20480 --grow --ondisk=sda
volgroup vg0 pv.01
logvol / --vgname=vg0 --name=root --fstype=xfs --size=51200
logvol /var --vgname=vg0 --name=var --fstype=xfs --size=10240 --grow
%packages
@^minimal-environment
%end
%onerror
curl -fsS -X POST --data-binary @/tmp/no-such.log '${endpoint}/failed' || curl -fsS -X POST --data-binary @/tmp/anaconda.log '${endpoint}/failed'
%end
%post --log=/root/post.log
device=$(grep -lixF '${mac}' /sys/class/net/*/address | head -n 1 | cut -d / -f 5)
profile=$(grep -lixE "interface-name=$device|mac-address=${mac}" /etc/NetworkManager/system-connections/*.nmconnection | head -n 1)
cat >> "$profile" <<'EOF'

[ipv4]
route1=10.200.0.0/16,10.1.1.254,100
route2=10.201.0.0/16,10.9.9.9

[ipv6]
route1=2001:db8:2::/48,2001:db8::fe
EOF
cat > "/etc/sysconfig/network-scripts/route-eth7" <<'EOF'
10.202.0.0/16 via 10.1.1.254
EOF
cat > /etc/systemd/system/booted.service <<'EOF'
[Unit]
After=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/bin/curl -fsS --retry 10 --retry-all-errors -X POST --data-binary @/etc/ssh/ssh_host_ed25519_key.pub ${endpoint}/booted
ExecStartPost=/usr/bin/systemctl disable booted.service
ExecStartPost=/usr/bin/rm -f /etc/systemd/system/booted.service
[Install]
WantedBy=multi-user.target
EOF
systemctl enable booted.service
%end
%post --erroronfail
curl -fsS --retry 5 --retry-all-errors \\
  -X POST -H 'Content-Type: text/plain' -d 'done' ${endpoint}/installed
%end
`;
}

/** Adds the machine and everything of Foreman that a network boot of it needs; the template only includes our URL. */
export async function prepareInstall(lab: Lab, endpoint: Endpoint, spec: object = metal): Promise<void> {
  const { foreman, admin } = lab;
  await admin('PUT', `/_sim/machines/${uuid}`, spec);
  await admin('POST', '/_sim/seed', { domains: ['r1.fleet.example'] });
  await foreman('POST', '/api/operatingsystems', {
    operatingsystem: { name: 'RHEL', major: '9', minor: '4', family: 'Redhat', architecture_ids: [1] },
  });
  await foreman('POST', '/api/media', {
    medium: { name: 'rhel9', path: 'http://mirror.example/rhel9', operatingsystem_ids: [1] },
  });
  await foreman('POST', '/api/ptables', {
    ptable: { name: 'bedplate', layout: '# in the kickstart', operatingsystem_ids: [1] },
  });
  const template = `<%# made by a test %>\n%include <%= host_param('ks_url') %>\n%post --erroronfail\ncurl -fsS --retry 3 --retry-all-errors -X POST <%= foreman_url('built') %>\n%end\n`;
  const made = await foreman('POST', '/api/provisioning_templates', {
    provisioning_template: { name: 'bedplate', template, template_kind_id: 5, operatingsystem_ids: [1] },
  });
  const { id } = made.body as { id: number };
  await foreman('POST', '/api/operatingsystems/1/os_default_templates', {
    os_default_template: { template_kind_id: 5, provisioning_template_id: id },
  });
  endpoint.kickstart = goodKickstart(endpoint.url);
}

export function hostBody(endpoint: Endpoint): { host: Record<string, unknown> } {
  return {
    host: {
      name: 'web-1',
      domain_id: 1,
      organization_id: 1,
      location_id: 1,
      architecture_id: 1,
      operatingsystem_id: 1,
      medium_id: 1,
      ptable_id: 2,
      build: true,
      root_pass: 'changeme123',
      host_parameters_attributes: [
        { name: 'ks_url', value: `${endpoint.url}/ks` },
        { name: 'bedplate_owner', value: 'uid-1' },
      ],
      interfaces_attributes: [
        { identifier: 'eth0', mac: mac.toUpperCase(), ip: '10.1.1.11', primary: true, provision: true },
      ],
    },
  };
}

export async function bootFromNetwork(lab: Lab): Promise<void> {
  const boot = { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' };
  await lab.redfish('PATCH', `/redfish/v1/Systems/${uuid}`, { Boot: boot }, { 'if-match': '*' });
  await lab.redfish('POST', `/redfish/v1/Systems/${uuid}/Actions/Reset`, { ResetType: 'On' });
}

export async function machineState(lab: Lab): Promise<MachineState> {
  return (await lab.admin('GET', `/_sim/machines/${uuid}`)).body;
}

export async function untilPhase(lab: Lab, phase: string): Promise<MachineState> {
  return until(`phase ${phase}`, async () => {
    const state = await machineState(lab);
    return state.phase === phase ? state : null;
  });
}
