import { allocateAddresses } from '../steps/allocate-addresses.ts';
import { createHost } from '../steps/create-host.ts';
import { install } from '../steps/install.ts';
import { powerOff } from '../steps/power-off.ts';
import { publishDns } from '../steps/publish-dns.ts';
import { ready } from '../steps/ready.ts';
import { registerCmdb } from '../steps/register-cmdb.ts';
import { renderKickstart } from '../steps/render-kickstart.ts';
import { wipe } from '../steps/wipe.ts';
import type { Provider } from './provider.ts';

/** Bare metal of our own. */
export const native: Provider = {
  type: 'native',
  steps: [allocateAddresses, renderKickstart, createHost, install, registerCmdb, publishDns, ready],
  decommission: [powerOff, wipe],
};
