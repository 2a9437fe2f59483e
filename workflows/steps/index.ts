import { allocateAddresses } from './allocate-addresses.ts';
import { createHost } from './create-host.ts';
import { install } from './install.ts';
import { powerOff } from './power-off.ts';
import { publishDns } from './publish-dns.ts';
import { ready } from './ready.ts';
import { registerCmdb } from './register-cmdb.ts';
import { renderKickstart } from './render-kickstart.ts';
import type { Step } from './step.ts';
import { wipe } from './wipe.ts';

/** Every step there is, also the versions that only old claims still name. */
export const steps: readonly Step[] = [
  allocateAddresses,
  renderKickstart,
  createHost,
  install,
  registerCmdb,
  publishDns,
  ready,
  powerOff,
  wipe,
];
