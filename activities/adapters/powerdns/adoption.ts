import { describeOwner, formatOwner, type Owner, parseOwner, waitsForOwner } from '../../../api/owner.ts';
import { Failure } from '../../failure.ts';
import type { DnsRecordSet } from '../../ports/dns.ts';
import { ACCOUNT, canonical, hasRecords, isOwnedBy } from './owned-rrset.ts';
import type { RRset } from './schema.ts';
import type { Change } from './zone-client.ts';

type Wanted = Pick<DnsRecordSet, 'name' | 'type' | 'contents'>;

/** Puts the owner's mark beside the comments of a record set that says what is expected; its records are not sent. */
export function adoptionOf(current: RRset | undefined, wanted: Wanted, owner: Owner): Change | undefined {
  const which = `DNS record ${wanted.name} ${wanted.type}`;
  if (!current || !hasRecords(current)) {
    throw new Failure('NotFound', `There is no ${which} ${wanted.contents.join(', ')}: publish it, then retry.`);
  }
  const present = (current.records ?? []).filter((record) => record.disabled !== true);
  const contents = present.map((record) => canonical(record.content)).sort();
  if (contents.join(' ') !== wanted.contents.map(canonical).sort().join(' ')) {
    throw refusal(`says ${contents.join(', ') || 'nothing'}, and the machine has ${wanted.contents.join(', ')}`);
  }
  const marks = (current.comments ?? []).map(({ content }) => content).filter((text) => parseOwner(text));
  const foreign = marks.find((text) => parseOwner(text)?.uid !== owner.uid);
  if (foreign)
    throw refusal(`belongs to ${describeOwner(foreign)}, not to ${describeOwner(formatOwner(owner))}`, foreign);
  const mark = formatOwner(owner);
  if (marks.length === 1 && marks[0] === mark) return undefined;
  return commentsOnly(current, [...othersOf(current), { content: mark, account: ACCOUNT }]);

  function refusal(why: string, holder?: string): Failure {
    return new Failure('Conflict', `${which} ${why}: it is left as it is.`, { waitsFor: waitsForOwner(holder) });
  }
}

/** Takes the owner's mark off; undefined for what doesn't bear it. */
export function disowningOf(current: RRset | undefined, owner: Owner): Change | undefined {
  if (!current || !hasRecords(current) || !isOwnedBy(current, owner)) return undefined;
  return commentsOnly(current, othersOf(current));
}

function commentsOnly({ name, type }: RRset, comments: Extract<Change, { changetype: 'REPLACE' }>['comments']): Change {
  return { changetype: 'REPLACE', name, type, comments };
}

function othersOf({ comments }: RRset): { content: string; account: string }[] {
  return (comments ?? [])
    .filter(({ content }) => !parseOwner(content))
    .map(({ content, account }) => ({ content, account: account ?? '' }));
}
