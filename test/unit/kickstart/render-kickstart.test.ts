import { describeProblems } from '../../../activities/kickstart/problem.ts';
import { checkKickstart } from '../../../activities/kickstart/check-kickstart.ts';
import { survivesErb } from '../../../activities/kickstart/foreman-template.ts';
import { RELEASES } from '../../../activities/kickstart/release.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import { renderWipe } from '../../../activities/kickstart/render-wipe.ts';
import {
  ADDRESSES,
  aDisk,
  anAddress,
  aPlan,
  aSubnet,
  CALLBACKS,
  FOREMAN_BUILT,
  type LayoutName,
  LAYOUTS,
  NO_LAYOUT,
  SECOND_MAC,
  WIPE_CALLBACKS,
} from './a-plan.ts';
import { type Candidate, ksvalidatorComplaints } from './ksvalidator.ts';

const FIRMWARES = ['UEFI', 'BIOS'] as const;
const LAYOUT_NAMES = Object.keys(LAYOUTS.UEFI) as LayoutName[];
const FAMILIES = ['v4', 'v6', 'dual'] as const;

function linesOf(text: string, commands: readonly string[]): string[] {
  const beforeSections = text.split('\n%packages')[0] ?? '';
  return beforeSections.split('\n').filter((line) => commands.includes(line.split(' ')[0] ?? ''));
}

const STORAGE = ['bootloader', 'zerombr', 'ignoredisk', 'clearpart', 'part', 'raid', 'volgroup', 'logvol'];
const APPEND = '--append="console=ttyS0 crashkernel=1G-4G:192M"';
const BEGINNING = { a: start('sda'), ab: start('sda,sdb') };

function start(drives: string): string[] {
  return [
    `bootloader --boot-drive=sda ${APPEND}`,
    'zerombr',
    `ignoredisk --only-use=${drives}`,
    `clearpart --all --initlabel --disklabel=gpt --drives=${drives}`,
  ];
}

const GROUP = [
  'volgroup vg0 pv.01',
  'logvol / --vgname=vg0 --name=root --fstype=xfs --size=51200',
  'logvol swap --vgname=vg0 --name=swap --fstype=swap --size=4096',
  'logvol /var/log --vgname=vg0 --name=var_log --fstype=xfs --size=10240 --grow',
];
const BOOT_ARRAY = (first: number) => [
  `part raid.0${first} --size=1024 --ondisk=sda`,
  `part raid.0${first + 1} --size=1024 --ondisk=sdb`,
  `raid /boot --fstype=xfs --level=RAID1 --device=boot raid.0${first} raid.0${first + 1}`,
];
const GROWING_ARRAY = (first: number, leastMiB: number, content: string, name: string) => [
  `part raid.0${first} --size=${leastMiB} --grow --ondisk=sda`,
  `part raid.0${first + 1} --size=${leastMiB} --grow --ondisk=sdb`,
  `raid ${content} --level=RAID1 --device=${name} raid.0${first} raid.0${first + 1}`,
];
const EFI_ARRAY = [
  'part raid.01 --size=600 --ondisk=sda',
  'part raid.02 --size=600 --ondisk=sdb',
  'raid /boot/efi --fstype=efi --level=RAID1 --device=efi raid.01 raid.02',
];
const FIRST_PARTITION = {
  UEFI: 'part /boot/efi --fstype=efi --size=600 --ondisk=sda',
  BIOS: 'part biosboot --fstype=biosboot --size=1 --ondisk=sda',
};
const BOTH_BIOSBOOT = [FIRST_PARTITION.BIOS, 'part None --fstype=biosboot --size=1 --ondisk=sdb'];
const BOOT = 'part /boot --fstype=xfs --size=1024 --ondisk=sda';
const PLAIN = [BOOT, 'part / --fstype=xfs --size=51200 --grow --ondisk=sda'];
const LVM = [BOOT, 'part pv.01 --size=1024 --grow --ondisk=sda', ...GROUP];

describe('the storage of a kickstart', () => {
  it.each([
    ['UEFI', 'plain', [...BEGINNING.a, FIRST_PARTITION.UEFI, ...PLAIN]],
    ['UEFI', 'lvm', [...BEGINNING.a, FIRST_PARTITION.UEFI, ...LVM]],
    [
      'UEFI',
      'raid',
      [...BEGINNING.ab, ...EFI_ARRAY, ...BOOT_ARRAY(3), ...GROWING_ARRAY(5, 51_200, '/ --fstype=xfs', 'root')],
    ],
    [
      'UEFI',
      'raidLvm',
      [...BEGINNING.ab, ...EFI_ARRAY, ...BOOT_ARRAY(3), ...GROWING_ARRAY(5, 1024, 'pv.01', 'system'), ...GROUP],
    ],
    ['BIOS', 'plain', [...BEGINNING.a, FIRST_PARTITION.BIOS, ...PLAIN]],
    ['BIOS', 'lvm', [...BEGINNING.a, FIRST_PARTITION.BIOS, ...LVM]],
    [
      'BIOS',
      'raid',
      [...BEGINNING.ab, ...BOTH_BIOSBOOT, ...BOOT_ARRAY(1), ...GROWING_ARRAY(3, 51_200, '/ --fstype=xfs', 'root')],
    ],
    [
      'BIOS',
      'raidLvm',
      [...BEGINNING.ab, ...BOTH_BIOSBOOT, ...BOOT_ARRAY(1), ...GROWING_ARRAY(3, 1024, 'pv.01', 'system'), ...GROUP],
    ],
  ] as const)('%s, %s', (firmware, layout, expected) => {
    const plan = aPlan({ asset: { firmware }, layout: LAYOUTS[firmware][layout] });

    const text = renderKickstart(plan, ADDRESSES.v4, CALLBACKS);

    expect(linesOf(text, STORAGE)).toEqual(expected);
  });

  it('names a disk by its path where the layout selected it by path', () => {
    const byPath = 'pci-0000:00:17.0-ata-1';
    const layout = { ...LAYOUTS.UEFI.plain, disks: [{ select: { byPath }, as: 'a' }] };
    const plan = aPlan({ layout, asset: { disks: [aDisk('sda'), aDisk('sdb', { byPath })] } });

    const text = renderKickstart(plan, ADDRESSES.v4, CALLBACKS);

    expect(linesOf(text, ['ignoredisk'])).toEqual([`ignoredisk --only-use=disk/by-path/${byPath}`]);
    expect(text).toContain(`part /boot --fstype=xfs --size=1024 --ondisk=disk/by-path/${byPath}`);
    expect(text).toContain(`test -b /dev/disk/by-path/${byPath}`);
  });

  it('sizes the members of striped arrays by their share', () => {
    const disks = ['a', 'b', 'c', 'd'].map((as) => ({ select: {}, as }));
    const layout = {
      ...NO_LAYOUT,
      disks,
      raid: [{ name: 'data', level: '10' as const, members: ['a', 'b', 'c', 'd'], sizeMiB: 20_480 }],
      mounts: [
        ...LAYOUTS.UEFI.plain.mounts,
        { path: '/data', sizeMiB: 20_000, grow: false, fsType: 'ext4' as const, raid: 'data' },
      ],
    };
    const plan = aPlan({ layout, asset: { disks: ['sda', 'sdb', 'sdc', 'sdd'].map((name) => aDisk(name)) } });

    const text = renderKickstart(plan, ADDRESSES.v4, CALLBACKS);

    expect(text).toContain('part raid.04 --size=10240 --ondisk=sdd');
    expect(text).toContain('raid /data --fstype=ext4 --level=RAID10 --device=data raid.01 raid.02 raid.03 raid.04');
  });
});

describe('the network of a kickstart', () => {
  const V4 = '--ip=10.1.1.11 --netmask=255.255.255.0 --gateway=10.1.1.1';
  const V6 = '--ipv6=2001:db8:1::11/64 --ipv6gateway=2001:db8:1::1';
  const NAMES = '--hostname=web-1.r1.fleet.example --activate';
  const DEVICE = 'network --device=52:54:00:aa:00:01 --bootproto=static --onboot=yes';

  it.each([
    ['v4', `${DEVICE} ${V4} --noipv6 --nameserver=10.0.0.53 ${NAMES}`],
    ['v6', `${DEVICE} --noipv4 ${V6} --nameserver=2001:db8::53 ${NAMES}`],
    ['dual', `${DEVICE} ${V4} ${V6} --nameserver=10.0.0.53,2001:db8::53 ${NAMES}`],
  ] as const)('%s', (family, expected) => {
    const text = renderKickstart(aPlan(), ADDRESSES[family], CALLBACKS);

    expect(linesOf(text, ['network'])).toEqual([expected]);
  });

  it('puts the device that boots first, and gives it alone the default route', () => {
    const second = anAddress({ device: '2', mac: SECOND_MAC, address: '10.1.1.12' });

    const text = renderKickstart(aPlan(), [second, anAddress()], CALLBACKS);

    expect(linesOf(text, ['network'])).toEqual([
      `${DEVICE} ${V4} --noipv6 --nameserver=10.0.0.53 ${NAMES}`,
      'network --device=52:54:00:aa:00:02 --bootproto=static --onboot=yes --ip=10.1.1.12 --netmask=255.255.255.0 --noipv6 --nodefroute --nameserver=10.0.0.53',
    ]);
    expect(text).toContain(`grep -qixF '52:54:00:aa:00:01' /sys/class/net/*/address`);
  });

  it.each([
    ['8', ['timezone Etc/UTC --utc --ntpservers=10.0.0.123']],
    ['9.4', ['timezone Etc/UTC --utc', 'timesource --ntp-server=10.0.0.123']],
    ['10', ['timezone Etc/UTC --utc', 'timesource --ntp-server=10.0.0.123']],
  ])('names time servers as release %s has it', (version, expected) => {
    const text = renderKickstart(aPlan({ osImage: { version } }), ADDRESSES.v4, CALLBACKS);

    expect(linesOf(text, ['timezone', 'timesource'])).toEqual(expected);
  });

  it.each([
    ['8', ['timezone Etc/UTC --utc --nontp']],
    ['9', ['timezone Etc/UTC --utc', 'timesource --ntp-disable']],
  ])('asks nobody for the time on release %s without a time server', (version, expected) => {
    const addresses = [anAddress({ subnet: aSubnet({ ntp: [] }) })];

    const text = renderKickstart(aPlan({ osImage: { version } }), addresses, CALLBACKS);

    expect(linesOf(text, ['timezone', 'timesource'])).toEqual(expected);
  });
});

describe('the call-backs of a kickstart', () => {
  const CURL = 'curl -fsS --retry 10 --retry-delay 5 --retry-all-errors --max-time 30 -X POST';

  it('tells Foreman first, and us, and waits until one of the two has heard', () => {
    const text = renderKickstart(aPlan(), ADDRESSES.v4, { ...CALLBACKS, foremanBuilt: FOREMAN_BUILT });

    const last = text.trimEnd().split('\n').slice(-5);
    expect(last).toEqual([
      '%post --erroronfail --log=/root/bedplate-installed.log',
      'set -e',
      `${CURL.replace('10', '3')} '${FOREMAN_BUILT}' || ${CURL.replace('10', '360')} '${CALLBACKS.installed}'`,
      `${CURL} '${CALLBACKS.installed}' || true`,
      '%end',
    ]);
  });

  it('is all that tells of the end where Foreman is not told: then it must get through', () => {
    const last = renderKickstart(aPlan(), ADDRESSES.v4, CALLBACKS).trimEnd().split('\n').slice(-4);
    expect(last).toEqual([
      '%post --erroronfail --log=/root/bedplate-installed.log',
      'set -e',
      `${CURL.replace('10', '360')} '${CALLBACKS.installed}'`,
      '%end',
    ]);
  });

  it('reports a failure with the log, and even without one', () => {
    const text = renderKickstart(aPlan(), ADDRESSES.v4, CALLBACKS);

    const script = /%onerror\n([^]*?)\n%end/.exec(text)?.[1];
    expect(script).toBe(
      `${CURL} --data-binary @/tmp/anaconda.log '${CALLBACKS.failed}' || ${CURL} '${CALLBACKS.failed}'`,
    );
  });

  it('reports the first boot from a unit that removes itself', () => {
    const text = renderKickstart(aPlan(), ADDRESSES.v4, CALLBACKS);

    const unit = /cat > (\S+) <<'EOF'\n(\[Unit\][^]*?)\nEOF/.exec(text);
    expect(unit?.[1]).toBe('/etc/systemd/system/bedplate-booted.service');
    expect(unit?.[2]).toContain(
      `ExecStart=/usr/bin/curl -fsS --retry 60 --retry-delay 5 --retry-all-errors --max-time 30 -X POST --data-binary @/etc/ssh/ssh_host_ed25519_key.pub ${CALLBACKS.booted}`,
    );
    expect(unit?.[2]).toContain('ExecStartPost=/usr/bin/systemctl disable bedplate-booted.service');
    expect(text).toContain('systemctl enable bedplate-booted.service');
  });

  it('uses only what the curl of RHEL 8 knows', () => {
    const text = renderKickstart(aPlan({ osImage: { version: '8.10' } }), ADDRESSES.v4, CALLBACKS);

    expect(text).toContain('--retry-connrefused');
    expect(text).not.toContain('--retry-all-errors');
  });

  it('refuses a call-back URL that means something to a shell, without repeating it', () => {
    const installed = "http://install.example/x?token=k1.secret';reboot;'";

    expect(() => renderKickstart(aPlan(), ADDRESSES.v4, { ...CALLBACKS, installed })).toThrow(
      /^The installed URL is no plain http or https URL; correct install.url in the settings$/,
    );
  });
});

describe('every kickstart of the table', () => {
  const cases = FIRMWARES.flatMap((firmware) =>
    LAYOUT_NAMES.flatMap((layout) =>
      RELEASES.flatMap((release) => FAMILIES.map((family) => ({ firmware, layout, release, family }))),
    ),
  );

  function planOf({ firmware, layout, release }: (typeof cases)[number]) {
    return aPlan({ asset: { firmware }, layout: LAYOUTS[firmware][layout], osImage: { version: `${release}` } });
  }

  it.each(cases)('$firmware, $layout, RHEL $release, $family: accepted, stable, untouched by ERB', (variant) => {
    const plan = planOf(variant);
    const addresses = ADDRESSES[variant.family];

    expect(describeProblems(checkKickstart(plan, addresses))).toBe('');
    const text = renderKickstart(plan, addresses, { ...CALLBACKS, foremanBuilt: FOREMAN_BUILT });

    expect(
      renderKickstart(structuredClone(plan), structuredClone(addresses), { ...CALLBACKS, foremanBuilt: FOREMAN_BUILT }),
    ).toBe(text);
    expect(survivesErb(text)).toBe(true);
    expect(text).not.toMatch(/undefined|NaN|null\b(?!$)(?<!\/dev\/null)/m);
  });

  it('is valid for the installer that it is for', async () => {
    // Each layout on each release, the address families in turn.
    const chosen = cases.filter(({ release, family, layout }) => {
      return FAMILIES.indexOf(family) === (RELEASES.indexOf(release) + LAYOUT_NAMES.indexOf(layout)) % 3;
    });
    const installs = chosen.map((variant): Candidate => {
      const text = renderKickstart(planOf(variant), ADDRESSES[variant.family], CALLBACKS);
      return { name: JSON.stringify(variant), release: variant.release, text };
    });
    const wipes = RELEASES.map((release): Candidate => {
      return { name: 'wipe', release, text: renderWipe(aPlan({ osImage: { version: `${release}` } }), WIPE_CALLBACKS) };
    });

    expect(chosen).toHaveLength(24);
    expect(await ksvalidatorComplaints([...installs, ...wipes])).toEqual([]);
  }, 120_000);
});
