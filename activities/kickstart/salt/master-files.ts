import { type GitLogin, MASTER_DIR, type MasterPart } from './parts.ts';
import { jsonFile, type MachineFile } from './machine-file.ts';
import { RUNNER_MODULE } from './runner-module.ts';

export const TLS_CERTIFICATE = '/etc/salt/bedplate/tls.crt';
export const TLS_KEY = '/etc/salt/bedplate/tls.key';
/** Those of minions: publishing, and returns. */
const MINION_PORTS = [4505, 4506];

/** All that makes a machine a master: what it serves comes later, by its runner module. */
export function masterFiles({ apiUrl, login, tls, git }: MasterPart): MachineFile[] {
  return [
    { ...jsonFile('/etc/salt/master.d/bedplate.conf', masterConfig(apiUrl, login)), secret: true },
    { path: `${MASTER_DIR}/runners/bedplate.py`, content: RUNNER_MODULE },
    ...(tls ? tlsFiles(tls) : []),
    ...(git ? gitFiles(git) : []),
  ];
}

export function masterPorts({ apiUrl }: MasterPart): number[] {
  return [...MINION_PORTS, apiPort(apiUrl)];
}

/** Each commit is an environment of its own, of states and of pillar; there is no other one. */
export function masterConfig(apiUrl: string, { username, password }: MasterPart['login'], folder = MASTER_DIR) {
  return {
    interface: '0.0.0.0',
    auto_accept: false,
    file_roots: { __env__: [`${folder}/states/__env__`] },
    pillar_roots: { __env__: [`${folder}/pillar/__env__`] },
    runner_dirs: [`${folder}/runners`],
    bedplate_dir: folder,
    netapi_enable_clients: ['local', 'local_async', 'runner', 'wheel'],
    sharedsecret: password,
    external_auth: { sharedsecret: { [username]: ['.*', '@runner', '@wheel', '@jobs'] } },
    rest_cherrypy: {
      host: '0.0.0.0',
      port: apiPort(apiUrl),
      ...(isTls(apiUrl) ? { ssl_crt: TLS_CERTIFICATE, ssl_key: TLS_KEY } : { disable_ssl: true }),
    },
    // A rollout that was paused over a weekend still finds its jobs.
    keep_jobs_seconds: 604_800,
  };
}

export function isTls(apiUrl: string): boolean {
  return apiUrl.startsWith('https:');
}

function apiPort(apiUrl: string): number {
  const { port } = new URL(apiUrl);
  if (port !== '') return Number(port);
  return isTls(apiUrl) ? 443 : 80;
}

function tlsFiles({ certificate, key }: NonNullable<MasterPart['tls']>): MachineFile[] {
  return [
    { path: TLS_CERTIFICATE, content: certificate },
    { path: TLS_KEY, content: key, secret: true },
  ];
}

/** As the runner module's git looks for them. */
function gitFiles(login: GitLogin): MachineFile[] {
  if (login.kind === 'password') {
    const store = `${MASTER_DIR}/git/credentials`;
    const place = new URL(login.repository);
    const known = `${encodeURIComponent(login.username)}:${encodeURIComponent(login.password)}`;
    return [
      { path: `${MASTER_DIR}/git/config`, content: `[credential]\n\thelper = store --file=${store}\n` },
      { path: store, content: `${place.protocol}//${known}@${place.host}\n`, secret: true },
    ];
  }
  const { privateKey, knownHosts } = login;
  return [
    { path: `${MASTER_DIR}/git/id`, content: privateKey, secret: true },
    ...(knownHosts === undefined ? [] : [{ path: `${MASTER_DIR}/git/known_hosts`, content: knownHosts }]),
  ];
}
