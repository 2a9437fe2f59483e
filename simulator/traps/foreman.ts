import type { TrapTable } from './trap.ts';

/** Foreman's API; build mode and what installing hosts call stand in `foreman-build.ts`. */
export const foremanTraps = {
  'foreman.content-type': {
    does: 'A POST or PUT whose content type is not JSON gets 415.',
    evidence: '1.1 S',
  },
  'foreman.brute-force-lock': {
    does: 'Thirty wrong logins from one address shut out everybody behind it, right password or not.',
    evidence: '1.1 S',
  },
  'foreman.total-ignores-the-search': {
    does: '`total` counts all records; the matches of a search are `subtotal`.',
    evidence: '1.1 R',
  },
  'foreman.pages-of-twenty': {
    does: 'A list shows twenty rows unless `per_page` says otherwise.',
    evidence: '1.1 S',
  },
  'foreman.thin-by-any-text': {
    does: '`thin=False` makes a list thin: any text is true.',
    evidence: '1.1 R',
  },
  'foreman.error-is-a-map': {
    does: 'A validation error is a map of messages by attribute, and not a message.',
    evidence: '1.2 S',
  },
  'foreman.error-is-a-message': {
    does: 'An unknown association is a 422 with a bare message, and not a map by attribute.',
    evidence: '1.2 S',
  },
  'foreman.error-is-a-string': {
    does: 'Some 422 and bad JSON have a string where other errors have an object.',
    evidence: '1.2 S',
  },
  'foreman.message-without-error': {
    does: 'A missing template is a 404 whose message stands at the top, with no `error` around it.',
    evidence: '1.2 S',
  },
  'foreman.proxy-failure-is-a-422': {
    does: 'A failing smart proxy is a 422 that looks like a validation error of `base`, though trying again helps.',
    evidence: '1.2 S',
  },
  'foreman.proxy-failure-keeps-the-host': {
    does: 'A smart proxy that fails during a delete leaves the host where it is.',
    evidence: '1.3 S',
  },
  'foreman.managed-by-default': {
    does: 'A host whose `managed` is not given is managed.',
    evidence: '1.3 S',
  },
  'foreman.managed-needs-everything': {
    does: 'A managed host needs architecture, operating system, medium and partition table.',
    evidence: '1.3 S',
  },
  'foreman.no-default-taxonomy': {
    does: 'Organization and location are never filled in.',
    evidence: '1.3 S',
  },
  'foreman.managed-needs-a-mac': {
    does: 'A managed host needs a MAC.',
    evidence: '1.3 S',
  },
  'foreman.managed-needs-a-password': {
    does: 'A managed host needs a root password.',
    evidence: '1.3 S',
  },
  'foreman.long-password': {
    does: 'A root password has eight characters or more.',
    evidence: '1.3 S',
  },
  'foreman.mac-in-lower-case': {
    does: 'A MAC is kept in lower case, however it was sent.',
    evidence: '1.3 R',
  },
  'foreman.name-in-lower-case': {
    does: "A host's name is kept in lower case, however it was sent.",
    evidence: '1.3 R',
  },
  'foreman.name-gets-its-domain': {
    does: 'A short name with a `domain_id` becomes the FQDN.',
    evidence: '1.3 S',
  },
  'foreman.name-finds-its-domain': {
    does: 'An FQDN without a `domain_id` takes the domain that is there.',
    evidence: '1.3 S',
  },
  'foreman.name-without-periods': {
    does: 'A managed name that has periods before its domain, or no domain at all, is refused.',
    evidence: '1.3 S',
  },
  'foreman.parameter-needs-its-id': {
    does: 'A parameter without its id is an addition: a name that is there is "already taken".',
    evidence: '1.3 S',
  },
  'foreman.nested-lists-add': {
    does: 'A nested list changes what it names; only `_destroy` removes.',
    evidence: '1.3 S',
  },
  'foreman.interface-type-is-fixed': {
    does: "A saved interface's type can't change.",
    evidence: '1.3 S',
  },
  'foreman.delete-shows-the-hash': {
    does: 'The answer to a DELETE holds the hash of the root password.',
    evidence: '1.3 S',
  },
  'foreman.deleted-twice': {
    does: 'A second DELETE is a 404.',
    evidence: '1.3 S',
  },
  'foreman.power-failure-is-a-200': {
    does: 'Power that nobody can read is a 200 with the state `na`.',
    evidence: '1.6 S',
  },
  'foreman.template-needs-a-default': {
    does: 'A template has no effect before it is the default of its kind for the operating system.',
    evidence: '1.7 S',
  },
  'foreman.associations-replace': {
    does: 'A list of associated ids replaces what was there.',
    evidence: '1.7 S',
  },
  'foreman.system-name-without-spaces': {
    does: "An operating system's name has no spaces.",
    evidence: '1.7 S',
  },
  'foreman.locked-template': {
    does: 'A locked template is not changed, and the refusal stands under `base` as a failing smart proxy does.',
    evidence: '1.7 S',
  },
} as const satisfies TrapTable;
