import type { L2Domain } from '../kinds/network.ts';
import { type Refusal, refusal } from './verdict.ts';

export function refuseL2Domain({ spec }: L2Domain): Refusal | undefined {
  if (spec.subnets.length > 0 || spec.role === 'Management') return undefined;
  const message =
    'It has no subnet, so nodes on it could have no addresses: name one in spec.subnets, or say spec.role: Management if only BMCs stand in it.';
  return refusal('NoSubnet', message);
}
