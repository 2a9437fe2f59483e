import type { SaltMaster } from '../kinds/salt-master.ts';

/** How minions reach it. */
export function addressOf({ spec }: Pick<SaltMaster, 'spec'>): string {
  return spec.address ?? new URL(spec.api.url).hostname;
}
