import type { TrapTable } from './trap.ts';

/** Foreman's build mode, and what installing hosts call. */
export const foremanBuildTraps = {
  'foreman.token-once-per-build': {
    does: 'A build token is made on the way from `build: false` to true only; asked again, it stays, with its old expiry.',
    evidence: '1.4 S',
  },
  'foreman.token-expires': {
    does: 'A build token expires, and with it the kickstart.',
    evidence: '1.4 S',
  },
  'foreman.never-built-is-status-zero': {
    does: 'A host that was never built answers build status 0, as an installed one does.',
    evidence: '1.4 S',
  },
  'foreman.installed-at-stays': {
    does: '`installed_at` of the last installation stays while the host is built again.',
    evidence: '1.4 S',
  },
  'foreman.expired-token-is-a-404': {
    does: 'An expired token is a 404; only a host found by its MAC gets 401.',
    evidence: '1.5 S',
  },
  'foreman.token-before-mac': {
    does: 'With a token in the query nothing else finds the host: an unknown one is a 404.',
    evidence: '1.5 S',
  },
  'foreman.kickstart-in-build-mode-only': {
    does: 'Outside of build mode the kickstart is a 405.',
    evidence: '1.5 S',
  },
  'foreman.system-missing-is-a-409': {
    does: 'A host in build mode without an operating system gets 409.',
    evidence: '1.5 S',
  },
  'foreman.built-after-expiry': {
    does: '`built` counts even when the token has expired.',
    evidence: '1.5 S',
  },
  'foreman.built-once': {
    does: '`built` deletes the token: the same call again is a 404.',
    evidence: '1.5 S',
  },
  'foreman.log-is-cut': {
    does: 'The log of a failed installation is cut at 65,535 characters.',
    evidence: '1.5 S',
  },
} as const satisfies TrapTable;
