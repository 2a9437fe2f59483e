import type { TrapTable } from './trap.ts';

export const nautobotTraps = {
  'nautobot.trailing-slash': {
    does: 'A path without its final slash is redirected, and a redirected POST loses its body.',
    evidence: '2.2 M',
  },
  'nautobot.refused-token-is-a-403': {
    does: 'A missing or wrong token is a 403, not a 401.',
    evidence: '2.2 M',
  },
  'nautobot.version-406': {
    does: 'A version of the API that the server does not speak is a 406.',
    evidence: '2.2 M',
  },
  'nautobot.pages': {
    does: 'A list shows fifty rows, and never more than a thousand.',
    evidence: '2.2 M',
  },
  'nautobot.depth': {
    does: 'Related objects are bare links unless `depth` asks for more.',
    evidence: '2.2 M',
  },
  'nautobot.unknown-filter': {
    does: 'An unknown filter is a 400, that of a custom field that nobody defined too.',
    evidence: '2.2 M',
  },
  'nautobot.custom-filter-takes-one': {
    does: 'The filter of a custom field takes a single value: of several the last one counts.',
    evidence: '2.2 M',
  },
  'nautobot.ambiguous-reference': {
    does: 'A reference that fits several objects is a 400.',
    evidence: '2.2 M',
  },
  'nautobot.dangling-reference': {
    does: 'A reference that fits no object is a 400.',
    evidence: '2.2 M',
  },
  'nautobot.status-by-content-type': {
    does: 'A status that exists is refused where it is not enabled, as `Provisioning` is for devices.',
    evidence: '2.3 M',
  },
  'nautobot.unknown-custom-field': {
    does: 'A custom field that nobody defined is refused.',
    evidence: '2.2 M',
  },
  'nautobot.errors-under-all': {
    does: 'What the model refuses stands under `__all__`, not under a field.',
    evidence: '2.2 M',
  },
  'nautobot.errors-under-non-field': {
    does: 'What the serializer finds repeated stands under `non_field_errors`, not under a field.',
    evidence: '2.2 M',
  },
  'nautobot.deleted-twice': {
    does: 'A second DELETE is a 404.',
    evidence: '2.2 M',
  },
  'nautobot.dependants': {
    does: 'What others depend on is not deleted: 409.',
    evidence: '2.2 M',
  },
  'nautobot.bulk-is-atomic': {
    does: 'A list is created as a whole, or nothing of it.',
    evidence: '2.2 S',
  },
  'nautobot.no-if-match': {
    does: 'If-Match is ignored: the last writer wins.',
    evidence: '2.2 M',
  },
  'nautobot.name-per-location': {
    does: "A device's name is unique in its location only.",
    evidence: '2.3 M',
  },
  'nautobot.place-is-unique': {
    does: 'Two devices do not share a place in a rack.',
    evidence: '2.3 M',
  },
  'nautobot.serial-may-repeat': {
    does: 'A serial number may repeat.',
    evidence: '2.3 M',
  },
  'nautobot.racks-of-one-name': {
    does: 'Two racks of one name in a location are fine.',
    evidence: '2.3 M',
  },
  'nautobot.mac-in-upper-case': {
    does: 'A MAC is kept in upper case, however it was sent.',
    evidence: '2.3 M',
  },
  'nautobot.mac-may-repeat': {
    does: 'A MAC may repeat.',
    evidence: '2.3 M',
  },
  'nautobot.join-before-primary': {
    does: "An address is a device's primary one only after it was joined to one of its interfaces.",
    evidence: '2.3 M',
  },
  'nautobot.join-is-unique': {
    does: 'Joining an address to an interface twice is a 400.',
    evidence: '2.3 M',
  },
  'nautobot.address-needs-a-prefix': {
    does: 'An address that no prefix covers is a 400.',
    evidence: '2.3 M',
  },
  'nautobot.address-is-unique': {
    does: 'An address is unique in its prefix, whatever its mask.',
    evidence: '2.3 M',
  },
  'nautobot.available-ips-race': {
    does: 'Of two who take the next free address at once, one gets 400.',
    evidence: '2.4 M',
  },
  'nautobot.exhausted-is-a-204': {
    does: 'A prefix without a free address answers a success: 204, and nothing in it.',
    evidence: '2.4 M',
  },
  'nautobot.available-ips-leak': {
    does: 'Taking the next free address again takes another one, also for the same claim.',
    evidence: '2.4 M',
  },
  'nautobot.gateway-first': {
    does: 'The first free address is the one that the gateway has.',
    evidence: '2.4 M',
  },
} as const satisfies TrapTable;
