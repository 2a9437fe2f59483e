import { good, type Manifest } from './good-input.ts';

/** What nobody may get past zod or past the apiserver. */
export interface BadInput {
  name: string;
  object: Manifest;
  /** As the apiserver spells it. */
  field: string;
  /** Part of the answer, from either door. */
  words: string;
}

/** A change that only the apiserver can refuse, because it knows what was there before. */
export interface BadEdit {
  name: string;
  before: Manifest;
  after: Manifest;
  field: string;
  words: string;
}

type Path = readonly (string | number)[];

/** `object` with `value` at `path`; `undefined` takes the field away. */
function edited(object: Manifest, path: Path, value: unknown): Manifest {
  const copy = structuredClone(object);
  let place: Record<string | number, unknown> = copy;
  for (const part of path.slice(0, -1)) place = place[part] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

function spell(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

function bad(name: string, object: Manifest, path: Path, value: unknown, words: string, field = spell(path)): BadInput {
  return { name, object: edited(object, path, value), field, words };
}

function badEdit(
  name: string,
  object: Manifest,
  path: Path,
  value: unknown,
  words: string,
  field = spell(path),
): BadEdit {
  return { name, before: object, after: edited(object, path, value), field, words };
}

const { rack, vpc, l2Domain, subnet, ipAddress, asset, claim, osImage, flavor, provider, node } = good;
const affinity = ['spec', 'affinity'];
const preferred = [...affinity, 'nodeAffinity', 'preferredDuringSchedulingIgnoredDuringExecution', 0];
const expression = [
  ...affinity,
  ...['nodeAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 0],
  ...['labelSelector', 'matchExpressions', 0],
];
const mounts = ['spec', 'partitions', 'mounts'];
const native = ['spec', 'native'];
const mac = ['devices', 0, 'l2Domain', 'macAddress'];
const spec = (...path: Path): Path => ['spec', ...path];

export const badInputs: readonly BadInput[] = [
  bad('a rack without spec', rack, ['spec'], undefined, 'spec'),
  bad('a rack of no height', rack, spec('units'), 0, '1'),
  bad('a rack that is as high as a house', rack, spec('units'), 101, '100'),
  bad('a rack of half a unit', rack, spec('units'), 1.5, 'int'),
  bad('a zone with capitals', rack, spec('availabilityZone'), 'AZ1', 'must be a lower-case name'),
  bad('a switch of an unknown role', good.switch, spec('role'), 'Storage', 'Management'),
  bad('a switch without a rack', good.switch, spec('rack'), undefined, 'rack'),
  bad('a VPC without a network', vpc, spec('cidrs'), [], '1'),
  bad('a network without a length', vpc, spec('cidrs', 0), '10.0.0.0', 'must be a network such as'),
  bad('a network that is too long', vpc, spec('cidrs', 0), '10.0.0.0/33', 'must be a network such as'),
  bad('a network with a zero before its length', vpc, spec('cidrs', 0), '10.0.0.0/08', 'must be a network such as'),
  bad('a VLAN beyond 4094', l2Domain, spec('vlan'), 4095, '4094'),
  bad('a subnet without a VPC', subnet, spec('vpc'), undefined, 'vpc'),
  bad('a subnet that is a word', subnet, spec('cidr'), 'rack one', 'must be a network such as'),
  bad('a gateway with five bytes', subnet, spec('gateway'), '10.1.1.1.1', 'must be an IPv4 or IPv6 address'),
  bad('a gateway with a leading zero', subnet, spec('gateway'), '10.1.1.01', 'must be an IPv4 or IPv6 address'),
  bad('a gateway in the mapped form', subnet, spec('gateway'), '::ffff:10.1.1.1', 'must be an IPv4 or IPv6 address'),
  bad(
    'a gateway in the mapped form, in hex',
    subnet,
    spec('gateway'),
    '::ffff:a01:101',
    'must be an IPv4 or IPv6 address',
  ),
  bad('a gateway with a zone', subnet, spec('gateway'), 'fe80::1%eth0', 'must be an IPv4 or IPv6 address'),
  bad('a gateway with a dotted end', subnet, spec('gateway'), '64:ff9b::10.1.1.1', 'must be an IPv4 or IPv6 address'),
  bad(
    'a range of three ends',
    subnet,
    spec('reserved', 0),
    '10.1.1.1-10.1.1.2-10.1.1.3',
    'must be an address or a range',
  ),
  bad('a range of two families', subnet, spec('reserved', 0), '10.1.1.1-2001:db8::1', 'must be an address or a range'),
  bad('a range with an open end', subnet, spec('reserved', 0), '10.1.1.1-', 'must be an address or a range'),
  bad('a DNS server by name', subnet, spec('dns', 0), 'dns.example', 'must be an IPv4 or IPv6 address'),
  bad(
    'nine DNS servers',
    subnet,
    spec('dns'),
    Array.from({ length: 9 }, (_, n) => `10.0.0.${n}`),
    '8',
  ),
  bad('a domain with a final dot', subnet, spec('domain'), 'r1.fleet.example.', 'must be a lower-case domain name'),
  bad('a domain of one label', subnet, spec('domain'), 'fleet', 'must be a lower-case domain name'),
  bad('an allocation that does not exist', subnet, spec('allocation'), 'Sorted', 'Sequential'),
  bad('a quarantine in days', subnet, spec('quarantine'), '1d', 'must be a duration such as'),
  bad('a quarantine as a number', subnet, spec('quarantine'), 600, 'string'),
  bad('an address that is none', ipAddress, spec('address'), '10.1.1', 'must be an IPv4 or IPv6 address'),
  bad('an address without a holder', ipAddress, spec('claimRef', 'uid'), undefined, 'uid'),
  bad('an asset without devices', asset, ['devices'], undefined, 'devices'),
  bad('an asset with no device in its list', asset, ['devices'], [], '1'),
  bad('a MAC address with dashes', asset, mac, '52-54-00-aa-00-01', 'must be a MAC address such as'),
  bad('a MAC address that is too short', asset, mac, '52:54:00:aa:00', 'must be a MAC address such as'),
  bad(
    'a network device without a network',
    asset,
    ['devices', 0, 'l2Domain'],
    undefined,
    'needs l2Domain',
    'devices[0]',
  ),
  bad('a disk device without a disk', asset, ['devices', 1, 'disk'], undefined, 'needs disk', 'devices[1]'),
  bad('a device that is a fan', asset, ['devices', 0, 'function'], 'fan', 'network'),
  bad('a disk by its path', asset, ['devices', 1, 'disk', 'name'], '/dev/sda', 'must be a device name such as sda'),
  bad('a disk of no size', asset, ['devices', 1, 'disk', 'sizeGiB'], 0, '1'),
  bad('an unknown firmware', asset, ['firmware', 'mode'], 'Coreboot', 'UEFI'),
  bad(
    'a BMC without a driver',
    asset,
    ['bmc', 'address'],
    'https://10.2.2.2/redfish/v1/Systems/1',
    'scheme names driver',
  ),
  bad(
    'a BMC with a password in its address',
    asset,
    ['bmc', 'address'],
    'redfish+https://a:b@10.2.2.2/x',
    'scheme names driver',
  ),
  bad('a taint of an unknown effect', asset, ['taints', 0, 'effect'], 'NoExecute', 'PreferNoSchedule'),
  bad('a claim without a permit', claim, spec('installId'), undefined, 'installId'),
  bad('a claim without a plan', claim, spec('plan', 'steps'), [], '1'),
  bad('an image of an unknown family', osImage, spec('family'), 'Plan9', 'RedHat'),
  bad('an image of a version in words', osImage, spec('version'), 'nine', 'must be a version such as'),
  bad('an image from a file', osImage, spec('source', 'url'), 'file:///mirror', 'must be an http or https URL'),
  bad(
    'an image whose URL ends a quote',
    osImage,
    spec('source', 'url'),
    'http://m.example/"; rm',
    'must be an http or https URL',
  ),
  bad(
    'an image whose URL has a foreign space',
    osImage,
    spec('source', 'url'),
    'http://m.example/a\u00a0b',
    'must be an http or',
  ),
  bad('a package with a line break', osImage, spec('packages', 1), 'vim\n%post', 'must be a package'),
  bad('a kernel argument with a space', osImage, spec('kernelArgs', 0), 'a b', 'must be one kernel argument'),
  bad('a mount in two places', flavor, [...mounts, 0, 'raid'], 'md0', 'exactly one of on', 'spec.partitions.mounts[0]'),
  bad('a mount in no place', flavor, [...mounts, 0, 'on'], undefined, 'exactly one of on', 'spec.partitions.mounts[0]'),
  bad('a mount of a relative path', flavor, [...mounts, 0, 'path'], 'boot', 'must be an absolute path'),
  bad('a mount of an unknown file system', flavor, [...mounts, 1, 'fsType'], 'zfs', 'xfs'),
  bad('a flavor without mounts', flavor, mounts, [], '1'),
  bad('a RAID level 5', flavor, spec('partitions', 'raid', 0, 'level'), '5', '10'),
  bad('a mirror of one', flavor, spec('partitions', 'raid', 0, 'members'), ['root'], '2'),
  bad(
    'a volume group on nothing',
    flavor,
    spec('partitions', 'volumeGroups', 0, 'on'),
    undefined,
    'name them in on',
    'spec.partitions.volumeGroups[0]',
  ),
  bad('a virtual machine of odd memory', flavor, spec('vm', 'memory'), '16GB', 'must be a size such as 16Gi'),
  bad('a native provider without its systems', provider, native, undefined, 'needs native (its foreman, cmdb and dns)'),
  bad('a provider of an unknown type', provider, spec('type'), 'mainframe', 'native'),
  bad(
    'a provider with an FTP CMDB',
    provider,
    [...native, 'cmdb', 'url'],
    'ftp://cmdb',
    'must be an http or https URL',
  ),
  bad(
    'a provider without credentials',
    provider,
    [...native, 'dns', 'credentialsSecretRef'],
    undefined,
    'credentialsSecretRef',
  ),
  bad('a time-out without a unit', provider, [...native, 'timeouts', 'install'], '90', 'must be a duration such as'),
  bad('a node without a flavor', node, spec('flavor'), undefined, 'flavor'),
  bad('a node without an image', node, spec('osImage'), {}, 'name', 'spec.osImage.name'),
  bad('a hostname with a dot', node, spec('hostname'), 'web.1', 'must be lower-case letters'),
  bad('a hostname with an underscore', node, spec('hostname'), 'web_1', 'must be lower-case letters'),
  bad('a hostname of 64 characters', node, spec('hostname'), 'a'.repeat(64), '63'),
  bad(
    'a private key',
    node,
    spec('sshKeys', 0, 'private'),
    'secret',
    'put private keys into a Secret and name it in privateSecretRef',
  ),
  bad(
    'a public key of two lines',
    node,
    spec('sshKeys', 0, 'public'),
    'ssh-rsa AAAA a\nb',
    'must be one line of an SSH public key',
  ),
  bad('a static address that is none', node, spec('addresses', 0, 'address'), 'any', 'must be an IPv4 or IPv6 address'),
  bad('a skew of zero', node, spec('topologySpread', 0, 'maxSkew'), 0, '1'),
  bad('an affinity without weight', node, [...preferred, 'weight'], 0, '1'),
  bad('an operator that Kubernetes does not know', node, [...expression, 'operator'], 'Like', 'In'),
  bad('In without values', node, [...expression, 'values'], [], 'In and NotIn need values'),
  bad(
    'Exists with values',
    node,
    [...expression, 'operator'],
    'Exists',
    'In and NotIn need values',
    spell([...expression, 'values']),
  ),
  bad('an unknown deletion policy', node, spec('deletionPolicy'), 'Burn', 'Retain'),
  bad('a pause in words', node, spec('paused'), 'yes', 'boolean'),
  bad('a probe of port 0', node, spec('probes', 'readiness', 0, 'tcp', 'port'), 0, '1'),
  bad('a selector key without end', node, spec('nodeSelector'), { ['k'.repeat(317)]: 'v' }, '316 characters'),
];

export const badEdits: readonly BadEdit[] = [
  badEdit("a subnet's VPC", subnet, spec('vpc'), 'edge', "the VPC of a subnet can't be changed"),
  badEdit("a subnet's network", subnet, spec('cidr'), '10.1.2.0/24', "the network of a subnet can't be changed"),
  badEdit(
    "a subnet's domain",
    subnet,
    spec('domain'),
    'r2.fleet.example',
    "the domain of a subnet can't be changed",
    'spec',
  ),
  badEdit(
    "a subnet's domain taken away",
    subnet,
    spec('domain'),
    undefined,
    "the domain of a subnet can't be changed",
    'spec',
  ),
  badEdit("an address's number", ipAddress, spec('address'), '10.1.1.12', "the address can't be changed"),
  badEdit(
    "an address's holder",
    ipAddress,
    spec('claimRef', 'uid'),
    '1111',
    "the holder of an address can't",
    'spec.claimRef',
  ),
  badEdit("a claim's holder", claim, spec('nodeRef', 'uid'), '1111', "the holder of a claim can't", 'spec.nodeRef'),
  badEdit('a permit that was used', claim, spec('booted'), false, 'one permit, one install', 'spec'),
  badEdit("a node's provider", node, spec('provider'), 'virtlet', "the provider of a node can't be changed"),
  badEdit("a node's flavor", node, spec('flavor'), 'bm-mirrored', "the flavor of a node can't be changed"),
  badEdit("a node's image", node, spec('osImage', 'name'), 'rhel10', 'reinstalling is an operation', 'spec.osImage'),
  badEdit("a node's hostname", node, spec('hostname'), 'web-2', "the hostname of a node can't be changed", 'spec'),
];
