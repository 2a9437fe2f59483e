import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { SimulatorUrls } from '../../hack/stack/settings.ts';
import { defaultCredentials } from '../../simulator/credentials.ts';
import type { BenchMachine } from './machine.ts';

/** Milliseconds of every timed GET, by what was asked. */
export type Timings = Map<string, number[]>;

interface Question {
  name: string;
  url: string;
  headers: Record<string, string>;
}

const LANES = 4;
const PAUSE_MS = 10;

/**
 * Asks every system again and again for a machine that is there, a few requests at a time with a pause after each, until
 * it is told to stop.
 */
export function startGetTimer(urls: SimulatorUrls, anyMachine: () => BenchMachine) {
  const agent = new Agent({ connections: LANES });
  const timings: Timings = new Map();
  let isStopped = false;
  let next = 0;

  async function lane(): Promise<void> {
    while (!isStopped) {
      const questions = questionsAbout(urls, anyMachine());
      const question = questions[next++ % questions.length];
      if (question) await time(question);
      await sleep(PAUSE_MS);
    }
  }

  async function time({ name, url, headers }: Question): Promise<void> {
    const started = performance.now();
    const { statusCode, body } = await request(url, { headers, dispatcher: agent });
    await body.dump({ limit: Number.MAX_SAFE_INTEGER });
    const milliseconds = performance.now() - started;
    if (statusCode !== 200) throw new Error(`GET ${url} was answered ${statusCode}.`);
    timings.set(name, [...(timings.get(name) ?? []), milliseconds]);
  }

  const lanes = Promise.all(Array.from({ length: LANES }, lane));
  // Whoever stops it is told.
  lanes.catch(() => undefined);
  return {
    async stop(): Promise<Timings> {
      isStopped = true;
      await lanes;
      await agent.close();
      return timings;
    },
  };
}

function questionsAbout(urls: SimulatorUrls, { uuid, fqdn, name, ip }: BenchMachine): Question[] {
  const { foreman, nautobot, powerdns, redfish } = defaultCredentials();
  const zone = fqdn.slice(fqdn.indexOf('.') + 1);
  const search = encodeURIComponent('params.bedplate_owner ~ "bedplate/"');
  const byLogin = ({ username, password }: { username: string; password: string }) => ({
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  });
  const byToken = { authorization: `Token ${nautobot.token}` };
  const byKey = { 'x-api-key': powerdns.apiKey };
  return [
    { name: 'foreman host', url: `${urls.foreman}/api/hosts/${fqdn}`, headers: byLogin(foreman) },
    {
      name: 'foreman page of hosts',
      url: `${urls.foreman}/api/hosts?search=${search}&include[]=parameters&per_page=250`,
      headers: byLogin(foreman),
    },
    { name: 'nautobot device', url: `${urls.nautobot}/api/dcim/devices/?name=${name}&depth=1`, headers: byToken },
    { name: 'nautobot address', url: `${urls.nautobot}/api/ipam/ip-addresses/?address=${ip}`, headers: byToken },
    {
      name: 'powerdns zone',
      url: `${urls.powerdns}/api/v1/servers/localhost/zones/${zone}.`,
      headers: byKey,
    },
    { name: 'redfish system', url: `${urls.redfish}/redfish/v1/Systems/${uuid}`, headers: byLogin(redfish) },
    { name: 'simulator machine', url: `${urls.admin}/_sim/machines/${uuid}`, headers: {} },
  ];
}
