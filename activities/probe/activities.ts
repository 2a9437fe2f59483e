import { Failure } from '../failure.ts';
import type { Systems } from '../systems/systems.ts';

interface Pass {
  address: string;
  ports: number[];
  /** URL of an HTTP CONNECT proxy, where workers can't reach the network themselves. */
  proxy?: string;
}

const TIMEOUT_MS = 5_000;

export function probeActivities({ systems }: { systems: Pick<Systems, 'probe'> }) {
  return {
    /** Unavailable, to be tried again, until every port takes a connection. */
    async 'probe.pass'({ address, ports, proxy }: Pass): Promise<void> {
      for (const port of ports) {
        const seen = await systems.probe.tcpOpen({ address, port, proxy, timeoutMs: TIMEOUT_MS });
        if (!seen.open) throw new Failure('Unavailable', `${address} port ${port} does not answer yet: ${seen.reason}`);
      }
    },
  };
}
