import type { Mutant } from '../mutant.ts';

/** In the adapters: whose a thing is, and what an answer means. */
export const outsideDefects: readonly Mutant[] = [
  {
    name: 'dns-delete-without-owner',
    defect: 'A DNS record is deleted whoever it belongs to',
    file: 'activities/adapters/powerdns/owned-rrset.ts',
    from: 'if (!current || !hasRecords(current) || !isOwnedBy(current, owner)) return undefined;',
    to: 'if (!current || !hasRecords(current)) return undefined;',
    tests: ['test/contract/dns.test.ts'],
  },
  {
    name: 'dns-overwrite-without-owner',
    defect: 'A DNS record is overwritten whoever it belongs to',
    file: 'activities/adapters/powerdns/owned-rrset.ts',
    from: 'if (current && hasRecords(current) && !isOwnedBy(current, owner)) throw foreign(current, owner);',
    to: 'if (current && hasRecords(current) && current.name === "") throw foreign(current, owner);',
    tests: ['test/contract/dns.test.ts'],
  },
  {
    name: 'host-delete-without-owner',
    defect: 'A Foreman host is deleted whoever it belongs to',
    file: 'activities/adapters/foreman/foreman.ts',
    from: "if (!row) return 'absent';\n    refuseForeign(row, owner);",
    to: "if (!row) return 'absent';\n    void owner;",
    tests: ['test/contract/host-registry.test.ts'],
  },
  {
    name: 'device-unregister-without-owner',
    defect: 'A CMDB device is taken back whoever it belongs to',
    file: 'activities/adapters/nautobot/nautobot.ts',
    from: 'if (!isOwnedBy(device, owner)) throw foreignDevice(device, owner);\n\n',
    to: '',
    tests: ['test/contract/cmdb.test.ts'],
  },
  {
    name: 'refused-password-retried',
    defect: 'A refused password counts as a passing fault and is tried until everybody is locked out',
    file: 'activities/adapters/foreman/classify.ts',
    from: "return { type: 'AuthRejected', why: `it refuses our login: ${said}`, remedy",
    to: "return { type: 'Unavailable', why: `it refuses our login: ${said}`, remedy",
    tests: ['test/contract/host-registry-traps.test.ts'],
  },
  {
    name: 'secret-in-message',
    defect: 'A password that an answer repeats gets into a message',
    file: 'activities/http/json-client.ts',
    from: 'const message = redact(text, authentication.secrets);',
    to: 'const message = redact(text, authentication.secrets.slice(0, 0)) && text;',
    tests: ['test/contract/http.test.ts', 'test/unit/adapters/redact.test.ts'],
  },
  {
    name: 'another-host-believed',
    defect: 'An answer about another host counts as one about ours',
    file: 'activities/adapters/foreman/foreman.ts',
    from: 'if (!row || row.name.toLowerCase() === fqdn.toLowerCase()) return row;',
    to: "if (!row || row.name !== '') return row;",
    tests: ['test/contract/host-registry-traps.test.ts'],
  },
];
