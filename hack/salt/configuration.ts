import { join } from 'node:path';
import { masterConfig } from '../../activities/kickstart/salt/master-files.ts';

export interface SaltPorts {
  publish: number;
  request: number;
  api: number;
}

export interface SaltLogin {
  username: string;
  password: string;
}

export interface MasterOptions {
  folder: string;
  ports: SaltPorts;
  login: SaltLogin;
  /** Holds the runner module `bedplate.py`. */
  runners: string;
}

/** As Bedplate's own masters are configured, but for where things are: on the loopback interface, all in one folder. */
export function masterConfiguration({ folder, ports, login, runners }: MasterOptions): object {
  const url = `http://127.0.0.1:${ports.api}`;
  return {
    ...masterConfig(url, login, join(folder, 'bedplate')),
    ...places(folder, 'master'),
    interface: '127.0.0.1',
    publish_port: ports.publish,
    ret_port: ports.request,
    worker_threads: 3,
    gather_job_timeout: 5,
    runner_dirs: [runners],
    api_pidfile: join(folder, 'api.pid'),
    api_logfile: join(folder, 'api.log'),
    rest_cherrypy: { port: ports.api, host: '127.0.0.1', disable_ssl: true },
  };
}

export interface MinionOptions {
  folder: string;
  id: string;
  grains: Readonly<Record<string, unknown>>;
  /** Of the master, or of what stands before it. */
  ports: Pick<SaltPorts, 'publish' | 'request'>;
}

/** It keeps what it returned, and is quick to give up and to ask again: tests are in a hurry. */
export function minionConfiguration({ folder, id, grains, ports }: MinionOptions): object {
  return {
    ...places(folder, 'minion'),
    id,
    grains,
    master: '127.0.0.1',
    publish_port: ports.publish,
    master_port: ports.request,
    cache_jobs: true,
    enable_fqdns_grains: false,
    mine_enabled: false,
    acceptance_wait_time: 1,
    acceptance_wait_time_max: 2,
    random_reauth_delay: 1,
    return_retry_timer: 1,
    return_retry_timer_max: 2,
    return_retry_tries: 2,
  };
}

function places(folder: string, what: string): object {
  return {
    user: 'root',
    root_dir: folder,
    pki_dir: join(folder, 'pki'),
    cachedir: join(folder, 'cache'),
    // Paths of sockets may have a hundred characters.
    sock_dir: join(folder, 'sock'),
    pidfile: join(folder, `${what}.pid`),
    log_file: join(folder, `${what}.log`),
    log_level: 'warning',
    log_level_logfile: 'warning',
  };
}
