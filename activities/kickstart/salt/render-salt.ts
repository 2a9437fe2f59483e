import { curlPostInShell, PATIENT_RETRIES } from '../curl-command.ts';
import type { Release } from '../release.ts';
import { writing } from './machine-file.ts';
import { isTls, masterFiles, masterPorts, TLS_CERTIFICATE, TLS_KEY } from './master-files.ts';
import { minionFiles } from './minion-files.ts';
import { MASTER_DIR, type MasterPart, MINION_KEY, type MinionPart, type SaltParts } from './parts.ts';

export function saltPackages({ minion, master }: SaltParts): string[] {
  return [
    ...(minion ? ['salt-minion', 'openssl'] : []),
    ...(master ? ['salt-master', 'salt-api', 'git-core', 'openssl'] : []),
  ];
}

export function saltRepository({ packagesUrl }: SaltParts): string[] {
  return packagesUrl === undefined ? [] : [`repo --name=salt --baseurl="${packagesUrl}"`];
}

/** TCP ports that a master listens on, as the `firewall` command has them. */
export function saltPorts({ master }: SaltParts): string {
  return master
    ? ` --port=${masterPorts(master)
        .map((port) => `${port}:tcp`)
        .join(',')}`
    : '';
}

/** Scripts of the installed system; none where the machine has no part in Salt. */
export function saltScripts(release: Release, { minion, master }: SaltParts): string[][] {
  return [...(master ? [masterScript(master)] : []), ...(minion ? [minionScript(release, minion)] : [])];
}

function masterScript(master: MasterPart): string[] {
  const files = masterFiles(master);
  const secrets = files.filter(({ secret }) => secret).map(({ path }) => path);
  return [
    '%post --erroronfail --log=/root/bedplate-salt-master.log',
    'set -eu',
    ...files.flatMap(writing),
    ...(isTls(master.apiUrl) && !master.tls ? ownCertificate(master.apiUrl) : []),
    // Packages of the Salt project run the master as this user; others as root.
    'if getent passwd salt > /dev/null; then',
    `  chown -R salt: ${[MASTER_DIR, ...secrets.filter((path) => !path.startsWith(MASTER_DIR))].join(' ')}`,
    'fi',
    'systemctl enable salt-master.service salt-api.service',
    '%end',
  ];
}

/** Of a key that nobody else knows; whoever calls the api has to be told to trust it. */
function ownCertificate(apiUrl: string): string[] {
  return [
    `mkdir -p ${TLS_KEY.slice(0, TLS_KEY.lastIndexOf('/'))}`,
    `openssl req -x509 -newkey rsa:4096 -nodes -days 3650 -subj '/CN=${new URL(apiUrl).hostname}' -keyout ${TLS_KEY} -out ${TLS_CERTIFICATE}`,
    `chmod 0600 ${TLS_KEY}`,
  ];
}

/**
 * The key is made here, and its public half told before anybody can have asked the master in its name: who comes with
 * another one is an impostor.
 */
function minionScript(release: Release, minion: MinionPart): string[] {
  const folder = MINION_KEY.slice(0, MINION_KEY.lastIndexOf('/'));
  const privateKey = MINION_KEY.replace(/\.pub$/, '.pem');
  return [
    '%post --erroronfail --log=/root/bedplate-salt-minion.log',
    'set -eu',
    ...minionFiles(minion).flatMap(writing),
    `install -d -m 0700 ${folder}`,
    `install -m 0400 /dev/null ${privateKey}`,
    `openssl genrsa -out ${privateKey} 4096`,
    `openssl rsa -in ${privateKey} -pubout -out ${MINION_KEY}`,
    curlPostInShell(release, { url: minion.keyUrl, retries: PATIENT_RETRIES, file: MINION_KEY }),
    'systemctl enable salt-minion.service',
    '%end',
  ];
}
