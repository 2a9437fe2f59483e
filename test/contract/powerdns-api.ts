import type { Simulated } from './simulated.ts';

interface PlantedRecordSet {
  name: string;
  type: string;
  ttl: number;
  contents: string[];
}

/** As somebody else who writes into zone fleet.example. of the same PowerDNS. */
export async function plantRecordSet(simulated: Simulated, record: PlantedRecordSet, mark?: string): Promise<void> {
  const { name, type, ttl, contents } = record;
  const records = contents.map((content) => ({ content, disabled: false }));
  const comments = mark === undefined ? [] : [{ content: mark, account: 'other' }];
  const reply = await fetch(`${simulated.urls.powerdns}/api/v1/servers/localhost/zones/fleet.example.`, {
    method: 'PATCH',
    headers: { 'x-api-key': simulated.credentials.powerdns.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ rrsets: [{ changetype: 'REPLACE', name, type, ttl, records, comments }] }),
  });
  if (!reply.ok) throw new Error(`planting ${name}: ${reply.status} ${await reply.text()}`);
}
