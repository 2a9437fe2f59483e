import { describeOwner, formatOwner, type Owner, waitsForOwner } from '../../../api/owner.ts';
import type { HostReport } from '../../../api/survey.ts';
import { Failure } from '../../failure.ts';
import { OWNER_PARAMETER } from './host-body.ts';
import { isOwnedBy, markOf } from './host-view.ts';
import type { HostRow } from './schema.ts';

/** A row of a list, whosever it is. */
export function reportHost(row: HostRow): HostReport {
  const mark = markOf(row);
  return {
    fqdn: row.name.toLowerCase(),
    ...(mark && { mark }),
    mac: (row.mac ?? '').toLowerCase(),
    addresses: [row.ip, row.ip6].flatMap((address) => address || []),
    build: row.build === true,
  };
}

/** The body that marks a host as the owner's, and nothing else; undefined when it bears the mark. */
export function adoptionOf(row: HostRow, macs: readonly string[], owner: Owner): object | undefined {
  const mark = markOf(row);
  const text = formatOwner(owner);
  if (mark && !isOwnedBy(row, owner)) {
    throw refusal(`belongs to ${describeOwner(mark)}, not to ${describeOwner(text)}: nothing was done to it`, mark);
  }
  const own = [row.mac, ...(row.interfaces ?? []).map((nic) => nic.mac)].flatMap((mac) => mac?.toLowerCase() ?? []);
  if (!own.some((mac) => macs.includes(mac))) {
    throw refusal(
      `has the MACs ${own.join(', ') || '(none)'}, and the asset has ${macs.join(', ')}: it is another machine`,
    );
  }
  if (row.build) {
    throw refusal('is in build mode: its machine would be installed at its next boot. End build mode there if it runs');
  }
  if (mark === text) return undefined;
  const old = row.parameters?.find(({ name }) => name === OWNER_PARAMETER);
  const parameter = old
    ? { id: old.id, name: OWNER_PARAMETER, value: text }
    : { name: OWNER_PARAMETER, value: text, parameter_type: 'string' };
  return { host: { host_parameters_attributes: [parameter] } };

  function refusal(why: string, holder?: string): Failure {
    return new Failure('Conflict', `Foreman host ${row.name} ${why}.`, { waitsFor: waitsForOwner(holder) });
  }
}
