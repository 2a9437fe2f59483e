import { basic, clientOf, type Call } from '../../unit/simulator/clients.ts';
import type { Simulated } from '../simulated.ts';

/** Somebody else at the same systems, who knows of no trap. */
export interface Naive {
  foreman: Call;
  /** As an installing machine. */
  unattended: Call;
  nautobot: Call;
  powerdns: Call;
  redfish: Call;
}

export function naiveAt({ urls, credentials }: Simulated): Naive {
  const { foreman, redfish, nautobot, powerdns } = credentials;
  return {
    foreman: clientOf(urls.foreman, { authorization: basic(foreman.username, foreman.password) }),
    unattended: clientOf(`${urls.foreman}/unattended`, {}),
    nautobot: clientOf(urls.nautobot, { authorization: `Token ${nautobot.token}` }),
    powerdns: clientOf(`${urls.powerdns}/api/v1/servers/localhost`, { 'x-api-key': powerdns.apiKey }),
    redfish: clientOf(urls.redfish, { authorization: basic(redfish.username, redfish.password) }),
  };
}
