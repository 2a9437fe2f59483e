import type { z } from 'zod';
import type { settings } from '../../api/settings.ts';
import { temporalNamespace } from './temporal.ts';

export type ProcessSettings = {
  kubeconfig: string;
  temporal: { address: string; ui: string };
  install: { url: string; listen: string | undefined; keysFile: string };
  listen: string;
  simulator: SimulatorUrls | undefined;
  /** What an operator would write into the file besides. */
  chosen?: ChosenSettings;
};

/** Settings that are a matter of taste, not of where things are. */
export type ChosenSettings = Pick<z.input<typeof settings>, 'deletionFuse' | 'bridge'>;

export type SimulatorUrls = Readonly<Record<(typeof simulatorServices)[number], string>>;
export const simulatorServices = ['admin', 'foreman', 'nautobot', 'powerdns', 'redfish', 'salt', 'proxy'] as const;

/** The settings file of a worker or a bridge. */
export function settingsOf(given: ProcessSettings): z.input<typeof settings> {
  const { url, listen, keysFile } = given.install;
  return {
    cell: 'local',
    kubeconfig: given.kubeconfig,
    temporal: { address: given.temporal.address, namespace: temporalNamespace, ui: given.temporal.ui },
    install: { ...(listen === undefined ? {} : { listen }), url, keysFile },
    listen: given.listen,
    connectTo: given.simulator ? outsideWorld(given.simulator) : [],
    log: { level: 'info' },
    ...given.chosen,
  };
}

/** Where the names in examples/ lead to: nothing of a stack leaves the loopback interface. */
function outsideWorld(urls: SimulatorUrls): { match: string; to: string }[] {
  return [
    { match: 'foreman.example:80', to: authority(urls.foreman) },
    { match: 'cmdb.example:80', to: authority(urls.nautobot) },
    { match: 'dns.example:8081', to: authority(urls.powerdns) },
    // Masters on nodes are called by the nodes' names.
    { match: '*.example:8000', to: authority(urls.salt) },
    { match: 'proxy.example:3128', to: authority(urls.proxy) },
    { match: '10.0.0.0/8:80', to: authority(urls.redfish) },
  ];
}

function authority(url: string): string {
  return new URL(url).host;
}
