import { checkKickstart } from '../../../activities/kickstart/check-kickstart.ts';
import { aDisk, anAddress, aPlan, aSubnet, LAYOUTS, SECOND_MAC, SSH_KEY } from './a-plan.ts';
import { type Case, type Change, layout, refuses } from './refusals.ts';

const { UEFI, BIOS } = LAYOUTS;

function subnet(change: Parameters<typeof aSubnet>[0]): Change {
  return (_plan, addresses) => void addresses.splice(0, 1, anAddress({ subnet: aSubnet(change) }));
}

const IMAGE: Case[] = [
  [
    'an old release',
    (plan) => (plan.osImage.version = '7.9'),
    'osImage.version',
    'not one that we write kickstarts for',
  ],
  ['an unknown template', (plan) => (plan.osImage.template = 'mine'), 'osImage.template', 'no template "mine"'],
  ['a package with a newline', (plan) => plan.osImage.packages.push('a\n%end'), 'osImage.packages[2]', 'not a package'],
  [
    'a quoted kernel argument',
    (plan) => (plan.osImage.kernelArgs = ['a"b']),
    'osImage.kernelArgs',
    'not one plain kernel argument',
  ],
  [
    'a kernel argument that expands',
    (plan) => (plan.osImage.kernelArgs = ['a=$HOME']),
    'osImage.kernelArgs',
    'not one plain',
  ],
  [
    'ERB in the URL',
    (plan) => (plan.osImage.sourceUrl = 'http://m/<%= x %>'),
    'osImage.sourceUrl',
    'not a plain http or https URL',
  ],
  ['a file URL', (plan) => (plan.osImage.sourceUrl = 'file:///mnt'), 'osImage.sourceUrl', 'correct OSImage rhel9-base'],
];

const NAMES: Case[] = [
  ['a host name with a quote', (plan) => (plan.hostname = "web'1"), 'hostname', 'no host name'],
  ['a domain of nothing', (plan) => (plan.domain = ''), 'domain', 'no domain name'],
  [
    'an FQDN of another name',
    (plan) => (plan.fqdn = 'web-2.r1.fleet.example'),
    'fqdn',
    'is not web-1.r1.fleet.example',
  ],
  [
    'an FQDN that Linux does not take',
    (plan) => Object.assign(plan, { domain: `${'d'.repeat(60)}.example`, fqdn: `web-1.${'d'.repeat(60)}.example` }),
    'fqdn',
    'Linux takes 64',
  ],
  ['an SSH key with a quote', (plan) => plan.sshKeys.push(`${SSH_KEY}"`), 'sshKeys[1]', 'no plain SSH public key'],
  [
    'an SSH key with options',
    (plan) => plan.sshKeys.push(`from="*" ${SSH_KEY}`),
    'sshKeys[1]',
    'no plain SSH public key',
  ],
  [
    'an SSH key of another type',
    (plan) => plan.sshKeys.push(SSH_KEY.replace('ed25519', 'rsa')),
    'sshKeys[1]',
    'no such key',
  ],
  [
    'a private key',
    (plan) => plan.sshKeys.push('-----BEGIN OPENSSH PRIVATE KEY-----'),
    'sshKeys[1]',
    'no plain SSH public key',
  ],
  [
    'a disk name for a shell',
    (plan) => plan.asset.disks.push(aDisk('sda; reboot')),
    'asset.disks.name[2]',
    'not a device name',
  ],
  [
    'an array name for a shell',
    layout(UEFI.raid, ({ raid }) => (raid[2]!.name = 'a b')),
    'layout.raid.name[2]',
    'not a plain name',
  ],
];

const NETWORK: Case[] = [
  ['no address', (_plan, addresses) => addresses.splice(0), 'addresses', 'no address'],
  [
    'an impossible address',
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.300'),
    'addresses[0].address',
    'no IP address',
  ],
  [
    'an address elsewhere',
    (_plan, addresses) => (addresses[0]!.address = '10.1.2.3'),
    'addresses[0].address',
    'outside Subnet r1-v4',
  ],
  [
    'the network address',
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.0'),
    'addresses[0].address',
    'the network address',
  ],
  [
    'the broadcast address',
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.255'),
    'addresses[0].address',
    'broadcast address',
  ],
  [
    "the gateway's address",
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.1'),
    'addresses[0].subnet.gateway',
    "gateway's own",
  ],
  ['a gateway elsewhere', subnet({ gateway: '10.9.9.1' }), 'addresses[0].subnet.gateway', 'outside the subnet'],
  ['a gateway of the other family', subnet({ gateway: 'fe80::1' }), 'addresses[0].subnet.gateway', 'other family'],
  ['a gateway that is none', subnet({ gateway: 'gw' }), 'addresses[0].subnet.gateway', 'no IP address'],
  ['a network that is none', subnet({ cidr: '10.1.1.0/33' }), 'addresses[0].subnet.cidr', 'no network'],
  [
    'a name server by name',
    subnet({ dns: ['ns1.example'] }),
    'addresses[0].subnet.dns[0]',
    'correct it in Subnet r1-v4',
  ],
  ['a time server with more to it', subnet({ ntp: ['10.0.0.1 --x'] }), 'addresses[0].subnet.ntp[0]', 'no IP address'],
  [
    'a device that is not there',
    (_plan, addresses) => (addresses[0]!.device = '7'),
    'addresses[0].device',
    'not there',
  ],
  [
    'the MAC of another device',
    (_plan, addresses) => (addresses[0]!.mac = SECOND_MAC),
    'addresses[0].mac',
    'device "1" is 52:54:00:aa:00:01',
  ],
  ['no MAC', (_plan, addresses) => (addresses[0]!.mac = 'eth0'), 'addresses[0].mac', 'no lower-case MAC'],
  [
    'the same address twice',
    (_plan, addresses) => addresses.push(anAddress({ device: '2', mac: SECOND_MAC })),
    'addresses[1].address',
    'twice',
  ],
  [
    'two of a family',
    (_plan, addresses) => addresses.push(anAddress({ address: '10.1.1.12' })),
    'addresses[1].address',
    'two IPv4',
  ],
];

describe('refused in words: image', () => refuses(IMAGE));
describe('refused in words: names and keys', () => refuses(NAMES));
describe('refused in words: network', () => refuses(NETWORK));

it('says all that is wrong at once', () => {
  const plan = aPlan({ hostname: 'WEB', osImage: { version: '7' }, layout: BIOS.plain });

  const fields = checkKickstart(plan, []).map(({ field }) => field);

  expect(fields).toEqual(['osImage.version', 'hostname', 'fqdn', 'layout.mounts', 'addresses']);
});
