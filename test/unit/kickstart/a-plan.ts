import type { DiskLayout, NodeAddress, PlanInputs, PlannedDisk, PlannedSubnet } from '../../../api/plan.ts';

export const MAC = '52:54:00:aa:00:01';
export const SECOND_MAC = '52:54:00:aa:00:02';
export const SSH_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6MDEyMzQ1 ops@example';

const TOKEN = 'k1.3cKfJ0sVZ2l1bGV0LW9mLWZvcnR5LXRocmVlLWNoYXJz';
const callback = (event: string) => `http://install.example:8080/install/v1/r1-a01/${event}?token=${TOKEN}`;
export const CALLBACKS = { installed: callback('installed'), failed: callback('failed'), booted: callback('booted') };
export const WIPE_CALLBACKS = { wiped: callback('wiped') };
export const FOREMAN_BUILT = 'https://foreman.example/unattended/built?token=5f0c1c9e-0000-4000-8000-000000000001';

export function aDisk(name: string, change: Partial<PlannedDisk> = {}): PlannedDisk {
  return { name, sizeGiB: 480, rotational: false, ...change };
}

export function aSubnet(change: Partial<PlannedSubnet> = {}): PlannedSubnet {
  return {
    name: 'r1-v4',
    vpc: 'fleet',
    cidr: '10.1.1.0/24',
    gateway: '10.1.1.1',
    dns: ['10.0.0.53'],
    ntp: ['10.0.0.123'],
    reserved: [],
    ...change,
  };
}

export const SUBNET_V6 = aSubnet({
  name: 'r1-v6',
  cidr: '2001:db8:1::/64',
  gateway: '2001:db8:1::1',
  dns: ['2001:db8::53'],
  ntp: [],
});

export function anAddress(change: Partial<NodeAddress> = {}): NodeAddress {
  return { device: '1', mac: MAC, address: '10.1.1.11', subnet: aSubnet(), ...change };
}

const V6 = anAddress({ address: '2001:db8:1::11', subnet: SUBNET_V6 });

export const ADDRESSES = { v4: [anAddress()], v6: [V6], dual: [anAddress(), V6] };

export const NO_LAYOUT: DiskLayout = { disks: [], raid: [], volumeGroups: [], mounts: [] };

export interface PlanChange extends Partial<Omit<PlanInputs, 'asset' | 'osImage'>> {
  asset?: Partial<PlanInputs['asset']>;
  osImage?: Partial<PlanInputs['osImage']>;
}

/** A node that can be installed: UEFI, two disks, LVM on the first of them. */
export function aPlan({ asset, osImage, ...change }: PlanChange = {}): PlanInputs {
  const secretRef = { namespace: 'bedplate-system', name: 'secret' };
  return {
    hostname: 'web-1',
    domain: 'r1.fleet.example',
    fqdn: 'web-1.r1.fleet.example',
    asset: {
      name: 'r1-a01',
      manufacturer: 'Example',
      model: 'M1',
      firmware: 'UEFI',
      architecture: 'x86_64',
      labels: {},
      nics: [
        { device: '1', mac: MAC, l2Domain: 'r1', subnets: [aSubnet(), SUBNET_V6], requested: [] },
        { device: '2', mac: SECOND_MAC, l2Domain: 'r1', subnets: [aSubnet()], requested: [] },
      ],
      disks: [aDisk('sda'), aDisk('sdb')],
      bmc: { address: 'redfish+https://10.9.0.5/redfish/v1/Systems/1', macs: [] },
      ...asset,
    },
    osImage: {
      name: 'rhel9-base',
      family: 'RedHat',
      version: '9',
      sourceUrl: 'http://mirror.example/rhel9/BaseOS',
      template: 'rhel9-default',
      packages: ['@^minimal-environment', 'openssh-server'],
      kernelArgs: ['console=ttyS0', 'crashkernel=1G-4G:192M'],
      ...osImage,
    },
    layout: LAYOUTS.UEFI.lvm,
    sshKeys: [SSH_KEY],
    deletionPolicy: 'Wipe',
    probes: [{ port: 22 }],
    systems: {
      foreman: {
        url: 'https://foreman.example',
        credentialsSecretRef: secretRef,
        organization: 'Fleet',
        location: 'az1',
      },
      cmdb: { type: 'nautobot', url: 'https://cmdb.example', credentialsSecretRef: secretRef },
      dns: { type: 'powerdns', url: 'https://dns.example', credentialsSecretRef: secretRef, ttl: 300 },
      probes: { ssh: true },
      timeouts: { install: 5_400_000, powerOff: 600_000, wipe: 7_200_000 },
      installAttempts: 3,
    },
    ...change,
  };
}

type Mount = DiskLayout['mounts'][number];

export function aMount(path: string, change: Partial<Mount>): Mount {
  return { path, sizeMiB: 10_240, grow: false, fsType: 'xfs', ...change };
}

const one = { disks: [{ select: {}, as: 'a' }] };
const two = { disks: [...one.disks, { select: {}, as: 'b' }] };
const boot = (place: Partial<Mount>) => aMount('/boot', { sizeMiB: 1024, ...place });
const efi = (place: Partial<Mount>) => aMount('/boot/efi', { sizeMiB: 600, fsType: 'efi', ...place });
const biosboot = (on: string) => aMount('/biosboot', { sizeMiB: 1, fsType: 'biosboot', on });
const mirror = (name: string) => ({ name, level: '1' as const, members: ['a', 'b'] });
const root = (place: Partial<Mount>) => aMount('/', { sizeMiB: 51_200, ...place });
const inGroup = [
  root({ volumeGroup: 'vg0' }),
  aMount('swap', { sizeMiB: 4096, fsType: 'swap', volumeGroup: 'vg0' }),
  aMount('/var/log', { grow: true, volumeGroup: 'vg0' }),
];

/** What people write, for each firmware. */
export const LAYOUTS = {
  UEFI: {
    plain: { ...NO_LAYOUT, ...one, mounts: [efi({ on: 'a' }), boot({ on: 'a' }), root({ on: 'a', grow: true })] },
    lvm: {
      ...NO_LAYOUT,
      ...one,
      volumeGroups: [{ name: 'vg0', on: ['a'] }],
      mounts: [efi({ on: 'a' }), boot({ on: 'a' }), ...inGroup],
    },
    raid: {
      ...NO_LAYOUT,
      ...two,
      raid: [mirror('efi'), mirror('boot'), mirror('root')],
      mounts: [efi({ raid: 'efi' }), boot({ raid: 'boot' }), root({ raid: 'root', grow: true })],
    },
    raidLvm: {
      ...NO_LAYOUT,
      ...two,
      raid: [mirror('efi'), mirror('boot'), mirror('system')],
      volumeGroups: [{ name: 'vg0', on: ['system'] }],
      mounts: [efi({ raid: 'efi' }), boot({ raid: 'boot' }), ...inGroup],
    },
  },
  BIOS: {
    plain: { ...NO_LAYOUT, ...one, mounts: [biosboot('a'), boot({ on: 'a' }), root({ on: 'a', grow: true })] },
    lvm: {
      ...NO_LAYOUT,
      ...one,
      volumeGroups: [{ name: 'vg0', on: ['a'] }],
      mounts: [biosboot('a'), boot({ on: 'a' }), ...inGroup],
    },
    raid: {
      ...NO_LAYOUT,
      ...two,
      raid: [mirror('boot'), mirror('root')],
      mounts: [biosboot('a'), biosboot('b'), boot({ raid: 'boot' }), root({ raid: 'root', grow: true })],
    },
    raidLvm: {
      ...NO_LAYOUT,
      ...two,
      raid: [mirror('boot'), mirror('system')],
      volumeGroups: [{ name: 'vg0', on: ['system'] }],
      mounts: [biosboot('a'), biosboot('b'), boot({ raid: 'boot' }), ...inGroup],
    },
  },
} satisfies Record<'UEFI' | 'BIOS', Record<string, DiskLayout>>;

export type LayoutName = keyof typeof LAYOUTS.UEFI;
