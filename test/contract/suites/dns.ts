import type { Dns, DnsRecordSet } from '../../../activities/ports/dns.ts';
import { formatOwner } from '../../../api/owner.ts';
import { expectFailure } from '../expect-failure.ts';
import { ours, oursAgain, theirs } from '../owners.ts';

/** Zones of every subject. The reverse zone of 10.1.1.0/26 has a name that can't stand in a path. */
export const zones = ['example.', 'fleet.example.', '1.1.10.in-addr.arpa.', '0/26.2.1.10.in-addr.arpa.'];

export interface DnsSubject {
  dns: Dns;
  /** Forgets the changes so far. */
  mark(): Promise<void>;
  /** How many atomic changes were really made since `mark`. */
  changes(): Promise<number>;
  /** A record set that stands there already; without a mark it is nobody's. */
  plant(record: DnsRecordSet, mark?: string): Promise<void>;
  /** The next change is made, but its answer is lost. */
  loseNextAnswer(): Promise<void>;
}

export const forward: DnsRecordSet = { name: 'n1.fleet.example.', type: 'A', ttl: 300, contents: ['10.1.1.11'] };
export const forward6: DnsRecordSet = { name: 'n1.fleet.example.', type: 'AAAA', ttl: 300, contents: ['2001:db8::11'] };
export const reverse: DnsRecordSet = {
  name: '11.1.1.10.in-addr.arpa.',
  type: 'PTR',
  ttl: 300,
  contents: ['n1.fleet.example.'],
};
const all = [forward, forward6, reverse];

export function describeDns(name: string, makeSubject: () => Promise<DnsSubject>): void {
  describe(`${name} keeps the contract of Dns`, () => {
    let subject: DnsSubject;
    let dns: Dns;

    beforeEach(async () => {
      subject = await makeSubject();
      dns = subject.dns;
    });

    it('answers a ping, which changes nothing', async () => {
      await subject.mark();

      await dns.ping();

      expect(await subject.changes()).toBe(0);
    });

    it('publishes with one change a zone, and finds what it published', async () => {
      await subject.mark();

      await dns.publish(ours, all);

      expect(await subject.changes()).toBe(2);
      for (const record of all) expect(await dns.find(record.name, record.type)).toEqual({ ...record, owner: ours });
      expect(await dns.find('n2.fleet.example.', 'A')).toBeUndefined();
    });

    it('changes nothing when it is asked again', async () => {
      await dns.publish(ours, all);
      await subject.mark();

      await dns.publish(ours, all);

      expect(await subject.changes()).toBe(0);
    });

    it('changes only what differs', async () => {
      await dns.publish(ours, all);
      await subject.mark();

      await dns.publish(ours, [{ ...forward, contents: ['10.1.1.12'], ttl: 60 }, forward6, reverse]);

      expect(await subject.changes()).toBe(1);
      expect(await dns.find(forward.name, 'A')).toMatchObject({ contents: ['10.1.1.12'], ttl: 60 });
    });

    it('moves the mark to the new install', async () => {
      await dns.publish(ours, [forward]);

      await dns.publish(oursAgain, [forward]);

      expect((await dns.find(forward.name, 'A'))?.owner).toEqual(oursAgain);
    });

    it('writes into zones whose names can stand in no path', async () => {
      const record = { ...reverse, name: '5.0/26.2.1.10.in-addr.arpa.' };

      await dns.publish(ours, [record]);

      expect(await dns.find(record.name, 'PTR')).toEqual({ ...record, owner: ours });
    });

    it('says that no zone covers a name', async () => {
      const record = { ...forward, name: 'n1.elsewhere.test.' };

      await expectFailure(dns.publish(ours, [record]), 'NotFound', 'n1.elsewhere.test.');
      await expectFailure(dns.find(record.name, 'A'), 'NotFound', 'n1.elsewhere.test.');
    });

    it.each([
      ['another node', formatOwner(theirs), /team-b\/n9/],
      ['nobody that is known', undefined, /nobody/],
    ])('refuses a record set that belongs to %s, and changes nothing of that zone', async (_who, mark, words) => {
      await subject.plant({ ...forward, contents: ['10.9.9.9'] }, mark);

      await expectFailure(dns.publish(ours, all), 'Conflict', words, /team-a\/n1/);

      expect(await dns.find(forward.name, 'A')).toMatchObject({ contents: ['10.9.9.9'] });
      expect(await dns.find(forward6.name, 'AAAA')).toBeUndefined();
    });

    it('finishes what a lost answer interrupted', async () => {
      await subject.loseNextAnswer();
      await expectFailure(dns.publish(ours, [forward]), 'Unavailable');
      await subject.mark();

      await dns.publish(ours, [forward]);

      expect(await subject.changes()).toBe(0);
    });

    it('withdraws only its own', async () => {
      await dns.publish(ours, [forward, reverse]);
      await subject.plant(forward6, formatOwner(theirs));

      expect(await dns.withdraw(oursAgain, [...all, { name: 'n2.fleet.example.', type: 'A' }])).toBe(2);
      expect(await dns.withdraw(ours, all)).toBe(0);

      expect(await dns.find(forward.name, 'A')).toBeUndefined();
      expect((await dns.find(forward6.name, 'AAAA'))?.owner).toEqual(theirs);
    });

    it('lists what bears a mark of ours, in all zones', async () => {
      await subject.plant({ ...forward, name: 'foreign.fleet.example.' });
      await dns.publish(ours, [forward, reverse]);

      const names = (await dns.list()).map((record) => record.name).sort();

      expect(names).toEqual([reverse.name, forward.name].sort());
    });

    it('adopts record sets that are there, and changes nothing but the marks', async () => {
      await subject.plant(forward);
      await subject.plant(forward6, 'a note of the web team');
      await subject.mark();

      await dns.adopt(ours, [forward, forward6]);

      expect(await subject.changes()).toBe(1);
      for (const record of [forward, forward6])
        expect(await dns.find(record.name, record.type)).toEqual({ ...record, owner: ours });
      await subject.mark();
      await dns.adopt(ours, [forward, forward6]);
      await dns.disown(theirs, [forward, forward6]);
      expect(await subject.changes()).toBe(0);
      await dns.disown(ours, [forward, forward6, reverse]);
      for (const record of [forward, forward6])
        expect(await dns.find(record.name, record.type)).toEqual({ ...record, owner: undefined });
    });

    it('adopts no record set that is not there, says something else, or is of another', async () => {
      await subject.plant(forward);
      await subject.plant(forward6, formatOwner(theirs));
      await subject.mark();

      const absent = { ...forward, name: 'n2.fleet.example.' };
      await expectFailure(dns.adopt(ours, [forward, absent]), 'NotFound', 'n2.fleet.example.');
      const other = { ...forward, contents: ['10.1.1.12'] };
      await expectFailure(dns.adopt(ours, [other]), 'Conflict', '10.1.1.11', '10.1.1.12');
      await expectFailure(dns.adopt(ours, [forward, forward6]), 'Conflict', /team-b\/n9/);

      expect(await subject.changes()).toBe(0);
    });
  });
}
