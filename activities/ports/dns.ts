import type { Owner } from '../../api/owner.ts';

export interface DnsRecordSet {
  /** Absolute, lower-case, with the final dot. */
  name: string;
  type: 'A' | 'AAAA' | 'PTR';
  /** Seconds. */
  ttl: number;
  /** Addresses, or absolute names with the final dot for PTR. */
  contents: string[];
}

export interface OwnedRecordSet extends DnsRecordSet {
  owner: Owner | undefined;
}

/** The name service (PowerDNS). The owner's mark is the record set's comment. The adapter finds the zone of a name. */
export interface Dns {
  /** A cheap read that needs our login: whether the system answers us. Fails as any call does. */
  ping(): Promise<void>;
  /** NotFound when no zone here covers the name. Undefined when the zone has no such record set. */
  find(name: string, type: DnsRecordSet['type']): Promise<OwnedRecordSet | undefined>;
  /**
   * Brings the record sets to this state: forward and reverse zones each in one atomic change, nothing sent for what is
   * equal already. Conflict (both owners named) when one of them is somebody else's: then nothing of that zone changes,
   * while other zones do.
   */
  publish(owner: Owner, records: readonly DnsRecordSet[]): Promise<void>;
  /** Removes those that bear the owner's mark; others of that name and absent ones are left alone. Returns how many went. */
  withdraw(owner: Owner, records: readonly Pick<DnsRecordSet, 'name' | 'type'>[]): Promise<number>;
  /**
   * Marks record sets that are there already as the owner's; their records and their other comments stay. NotFound when
   * one is not there, Conflict when one says something else or is another's: then nothing of its zone changes.
   */
  adopt(owner: Owner, records: readonly Pick<DnsRecordSet, 'name' | 'type' | 'contents'>[]): Promise<void>;
  /** Takes the owner's marks off again; what bears none of them stays as it is. */
  disown(owner: Owner, records: readonly Pick<DnsRecordSet, 'name' | 'type'>[]): Promise<void>;
  /** All record sets that bear a mark of ours. */
  list(): Promise<OwnedRecordSet[]>;
}
