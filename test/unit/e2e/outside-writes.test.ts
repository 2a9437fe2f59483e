import type { JournalEntry } from '../../../hack/truth/outside.ts';
import { describeWrite, outsideWrites } from '../../e2e/dsl/outside-writes.ts';

function entry(system: string, method: string, path: string, changed = true): JournalEntry {
  return { seq: 0, time: '', system, method, path, status: 200, changed, key: '' };
}
const kinds = (...journal: JournalEntry[]) => outsideWrites(journal).map(describeWrite);

test('numbers, UUIDs and zones are generalised, and each kind is listed once, in order', () => {
  const uuid = '4c4c4544-0000-1000-8000-000000000101';
  expect(
    kinds(
      entry('foreman', 'POST', '/api/hosts'),
      entry('foreman', 'PUT', '/api/hosts/1'),
      entry('foreman', 'PUT', '/api/hosts/22'),
      entry('foreman', 'POST', '/api/operatingsystems/1/os_default_templates'),
      entry('redfish', 'POST', `/redfish/v1/Systems/${uuid}/Actions/ComputerSystem.Reset`),
      entry('nautobot', 'PATCH', `/api/dcim/devices/${uuid}/`),
      entry('powerdns', 'PATCH', '/api/v1/servers/localhost/zones/1.1.10.in-addr.arpa.'),
      entry('powerdns', 'PATCH', '/api/v1/servers/localhost/zones/r1.fleet.example.'),
    ),
  ).toEqual([
    'foreman POST /api/hosts',
    'foreman PUT /api/hosts/*',
    'foreman POST /api/operatingsystems/*/os_default_templates',
    'redfish POST /redfish/v1/Systems/*/Actions/ComputerSystem.Reset',
    'nautobot PATCH /api/dcim/devices/*/',
    'powerdns PATCH /api/v1/servers/localhost/zones/*',
  ]);
});

test('reads, refusals, machines and tests write nothing that counts', () => {
  expect(
    kinds(
      entry('foreman', 'GET', '/api/hosts', false),
      entry('foreman', 'PUT', '/api/hosts/1', false),
      entry('foreman', 'POST', '/unattended/built'),
      entry('machine', 'EVENT', '/machines/x/installed'),
      entry('admin', 'PUT', '/_sim/settings'),
    ),
  ).toEqual([]);
});
