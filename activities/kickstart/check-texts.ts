import type { PlanInputs } from '../../api/plan.ts';
import { imageOf } from './check-image.ts';
import type { Problem } from './problem.ts';

/** Linux's HOST_NAME_MAX. */
const MAX_HOSTNAME = 64;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const HTTP_URL = /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?(\/[A-Za-z0-9/._~=+:@,?&%-]*)?$/;
const PACKAGE = /^-?(@\^?)?[A-Za-z0-9][A-Za-z0-9._+:*-]*$/;
const KERNEL_ARGUMENT = /^[A-Za-z0-9][A-Za-z0-9_.,:;=/+@%^~*!?()[\]{}|-]*$/;
const SSH_KEY =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9-]+@openssh\.com) ([A-Za-z0-9+/]+={0,2})( [\p{L}\p{N} @._+:/=,()#~!*-]*)?$/u;
const REF = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const IMAGE = /^[a-z0-9][a-z0-9._:/-]*(@sha256:[0-9a-f]{64})?$/;
const DISK = /^[a-z][a-z0-9]*$/;
const BY_PATH = /^[A-Za-z0-9][A-Za-z0-9:._+-]*$/;
const GROUP = /^[A-Za-z][A-Za-z0-9_-]*$/;
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Names, and every text that becomes part of a kickstart: nothing in it may mean something to a shell, to the installer or to ERB. */
export function checkTexts(inputs: PlanInputs): Problem[] {
  const { asset, osImage, layout } = inputs;
  const imageRemedy = `correct OSImage ${osImage.name}`;
  return [
    ...checkName(inputs),
    ...plain('asset.name', [asset.name], OBJECT_NAME, 'an object name', 'rename the ComputeAsset'),
    ...plain('osImage.sourceUrl', [osImage.sourceUrl], HTTP_URL, 'a plain http or https URL', imageRemedy),
    ...checkWhole(osImage, imageRemedy),
    ...plain('osImage.packages', osImage.packages, PACKAGE, 'a package, a @group or an @^environment', imageRemedy),
    ...plain('osImage.kernelArgs', osImage.kernelArgs, KERNEL_ARGUMENT, 'one plain kernel argument', imageRemedy),
    ...checkDiskNames(inputs),
    ...plain(
      'layout.raid.name',
      layout.raid.map(({ name }) => name),
      GROUP,
      'a plain name',
      'rename the array',
    ),
    ...plain(
      'layout.volumeGroups.name',
      layout.volumeGroups.map(({ name }) => name),
      GROUP,
      'a plain name',
      'rename the volume group',
    ),
    ...inputs.sshKeys.flatMap((key, index) => checkSshKey(key, `sshKeys[${index}]`)),
  ];
}

function checkWhole({ ostree }: PlanInputs['osImage'], remedy: string): Problem[] {
  if (!ostree) return [];
  const image = imageOf(ostree);
  const from =
    image === undefined
      ? [
          ...plain('osImage.ostree.url', [ostree.url], HTTP_URL, 'a plain http or https URL', remedy),
          ...plain('osImage.ostree.ref', [ostree.ref ?? ''], REF, 'a ref such as fleet/9/x86_64/node', remedy),
        ]
      : plain('osImage.ostree.url', [image], IMAGE, 'an image', remedy);
  return [
    ...from,
    ...plain('osImage.ostree.osName', [ostree.osName], PLAIN_NAME, 'a plain name', remedy),
    ...plain('osImage.ostree.remote', [ostree.remote], PLAIN_NAME, 'a plain name', remedy),
  ];
}

/** Kernel names of disks, as they stand in commands that erase. */
export function checkDiskNames({ asset, layout }: PlanInputs): Problem[] {
  const remedy = `correct the disks of ComputeAsset ${asset.name}`;
  const byPaths = layout.disks.flatMap(({ select }) => (select.byPath === undefined ? [] : [select.byPath]));
  return [
    ...plain(
      'asset.disks.name',
      asset.disks.map(({ name }) => name),
      DISK,
      'a device name such as sda',
      remedy,
    ),
    ...plain('layout.disks.select.byPath', byPaths, BY_PATH, 'a name below /dev/disk/by-path', 'correct the Flavor'),
  ];
}

function checkName({ hostname, domain, fqdn }: PlanInputs): Problem[] {
  const problems: Problem[] = [];
  if (!DNS_LABEL.test(hostname)) {
    problems.push({
      field: 'hostname',
      reason: `"${hostname}" is no host name`,
      remedy: 'use lower-case letters, digits and "-"',
    });
  }
  if (!domain.split('.').every((label) => DNS_LABEL.test(label))) {
    problems.push({
      field: 'domain',
      reason: `"${domain}" is no domain name`,
      remedy: 'give the subnet a domain such as r1.fleet.example',
    });
  }
  if (fqdn !== `${hostname}.${domain}`) {
    problems.push({
      field: 'fqdn',
      reason: `"${fqdn}" is not ${hostname}.${domain}`,
      remedy: 'the node has to be planned anew',
    });
  }
  if (fqdn.length > MAX_HOSTNAME) {
    const reason = `${fqdn} has ${fqdn.length} characters, Linux takes ${MAX_HOSTNAME}`;
    problems.push({ field: 'fqdn', reason, remedy: 'choose a shorter hostname or domain' });
  }
  return problems;
}

function checkSshKey(key: string, field: string): Problem[] {
  const [, type = '', blob = ''] = SSH_KEY.exec(key) ?? [];
  const remedy = 'give one line as `ssh-keygen` writes it: type, key, and a comment of plain characters';
  if (type === '') return [{ field, reason: `"${key.slice(0, 40)}" is no plain SSH public key`, remedy }];
  const content = Buffer.from(blob, 'base64');
  // The key begins with its own type, after four bytes that say how long that is.
  const inner = content.length < 4 ? '' : content.subarray(4, 4 + content.readUInt32BE()).toString('latin1');
  if (inner === type) return [];
  return [{ field, reason: `what follows ${type} is no such key (cut off, or of another type)`, remedy }];
}

function plain(field: string, texts: readonly string[], allowed: RegExp, what: string, remedy: string): Problem[] {
  return texts.flatMap((text, index): Problem[] => {
    if (allowed.test(text)) return [];
    const at = texts.length === 1 ? field : `${field}[${index}]`;
    return [{ field: at, reason: `${JSON.stringify(text)} is not ${what}`, remedy }];
  });
}
