import type { TrapSwitches } from './traps/traps.ts';

/** Knobs of a running simulator: `PUT /_sim/settings` changes them, at once and for everything. Times are seconds unless named otherwise. */
export interface Settings {
  /** Time between an accepted kickstart and its `%post` scripts. */
  installSeconds: number;
  /** Time that a machine stays in PoweringOn or PoweringOff. */
  powerSeconds: number;
  /** Time from power-on (or reboot) to the first request of whatever boots. */
  bootSeconds: number;
  /** Time that an installed system needs to end when it is asked to; null: it does not follow. */
  shutdownSeconds: number | null;
  /** Time that a wipe boot needs for all of its disks. */
  wipeSeconds: number;
  /** Pause between two tries of one curl in a machine, whatever its `--retry-delay` says: simulated time is short. */
  retrySeconds: number;
  /** Base of what `foreman_url` renders; null: the simulator's own Foreman. */
  unattendedUrl: string | null;
  /** Lifetime of a Foreman build token (Foreman's `token_duration`); 0 turns tokens off. */
  tokenMinutes: number;
  /** How long a PATCH holds its zone; a second one in that time gets 500, as PowerDNS on sqlite answers. 0: never. */
  dnsLockMs: number;
  /** Gap between reading the free list and writing the address in `available-ips`: the race of nautobot#8297. */
  ipamGapMs: number;
  /** What Foreman's smart proxies do whenever a host is made, changed or deleted. */
  smartProxies: 'work' | 'fail';
  /** Time that a state run takes on a minion; 0: it returns before the call that sent it out is answered. */
  saltStateSeconds: number;
  /** Time from a minion's start until it hears what is sent out: minutes, after some restarts. */
  saltStartSeconds: number;
  /** Time until a minion whose key was deleted asks to be let in again. */
  saltAskSeconds: number;
  /** How long Salt waits for minions that say nothing, before it answers a call that asks them something. */
  saltGatherSeconds: number;
  /** How long the master remembers a job (`keep_jobs_seconds`). */
  saltKeepJobsSeconds: number;
  /** TCP ports that a booted machine listens on, as seen through the proxy. */
  openPorts: number[];
}

/** What `PUT /_sim/settings` takes: traps are switched one by one. */
export type SettingsChange = Partial<Settings> & { traps?: TrapSwitches };

export function defaultSettings(): Settings {
  return {
    installSeconds: 3,
    powerSeconds: 0.5,
    bootSeconds: 0.5,
    shutdownSeconds: 0.2,
    wipeSeconds: 1,
    retrySeconds: 0.5,
    unattendedUrl: null,
    tokenMinutes: 360,
    dnsLockMs: 4,
    ipamGapMs: 4,
    smartProxies: 'work',
    saltStateSeconds: 0.2,
    saltStartSeconds: 0,
    saltAskSeconds: 1,
    saltGatherSeconds: 0.2,
    saltKeepJobsSeconds: 86_400,
    openPorts: [22],
  };
}
