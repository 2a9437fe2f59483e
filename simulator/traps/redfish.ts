import type { TrapTable } from './trap.ts';

export const redfishTraps = {
  'redfish.power-takes-time': {
    does: 'An accepted power change happens later.',
    evidence: '4 M',
  },
  'redfish.order-for-nothing': {
    does: 'An order that changes nothing, such as On when it is on, is refused.',
    evidence: '4 K',
  },
  'redfish.allowable-values': {
    does: 'A BMC takes the reset types that it offers, not all of the standard.',
    evidence: '4 M',
  },
  'redfish.target-of-its-own': {
    does: 'The Reset action stands where the system says, not where it stands elsewhere.',
    evidence: '4 M',
  },
  'redfish.if-match': {
    does: 'A PATCH needs the ETag of what it changes.',
    evidence: '4 K',
  },
  'redfish.name-redirects': {
    does: "A system asked for by its name redirects to its UUID's path.",
    evidence: '4 M',
  },
  'redfish.once-is-once': {
    does: 'A boot override of `Once` is gone after that boot.',
    evidence: '4 M',
  },
  'redfish.words-in-extended-info': {
    does: "An error's own message says nothing; the words stand in `@Message.ExtendedInfo`.",
    evidence: '4 M',
  },
  'redfish.boot-mode': {
    does: 'A boot mode that the machine does not have is refused.',
    evidence: '4 M',
  },
} as const satisfies TrapTable;
