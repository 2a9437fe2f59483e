import type { TrapTable } from './trap.ts';

export const powerdnsTraps = {
  'powerdns.errors-in-plain-text': {
    does: '400, 401, 404, 405 and 500 are plain text; only 422 is JSON.',
    evidence: '3 M',
  },
  'powerdns.zone-exists': {
    does: 'Creating a zone again is a 409.',
    evidence: '3 M',
  },
  'powerdns.canonical-name': {
    does: 'A name without its final dot is refused.',
    evidence: '3 M',
  },
  'powerdns.name-in-lower-case': {
    does: 'A name is kept in lower case, however it was sent.',
    evidence: '3 M',
  },
  'powerdns.out-of-zone': {
    does: 'A name outside of the zone is refused.',
    evidence: '3 M',
  },
  'powerdns.parent-zone-takes-all': {
    does: 'A zone takes names of a zone below it, where nobody will ever look for them.',
    evidence: '3 K',
  },
  'powerdns.zone-id': {
    does: "A zone's id is not its name: a slash is written as `=2F`.",
    evidence: '3 M',
  },
  'powerdns.batch-is-atomic': {
    does: 'One bad record set in a PATCH, and nothing of it is applied.',
    evidence: '3 M',
  },
  'powerdns.locked-zone': {
    does: 'Parallel PATCHes of one zone get 500.',
    evidence: '3 M',
  },
  'powerdns.serial-moves': {
    does: 'Every accepted PATCH moves the serial, though it changes nothing.',
    evidence: '3 M',
  },
  'powerdns.content-is-parsed': {
    does: 'A record whose content does not parse is refused.',
    evidence: '3 M',
  },
  'powerdns.target-needs-its-dot': {
    does: 'The name in a PTR, CNAME or NS record needs its final dot.',
    evidence: '3 M',
  },
  'powerdns.record-repeats': {
    does: 'A record set that holds a record twice is refused.',
    evidence: '3 M',
  },
  'powerdns.cname-stands-alone': {
    does: 'A record beside a CNAME is refused.',
    evidence: '3 M',
  },
  'powerdns.ttl-is-an-integer': {
    does: 'A record set without a whole number for its TTL is refused.',
    evidence: '3 M',
  },
  'powerdns.changetypes': {
    does: 'EXTEND and PRUNE are newer than this server.',
    evidence: '3 M',
  },
} as const satisfies TrapTable;
