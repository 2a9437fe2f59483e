import type { PlannedSubnet } from '../../../api/plan.ts';
import { hash } from './hash.ts';
import { random } from './random.ts';
import { sequential } from './sequential.ts';
import type { Strategy } from './strategy.ts';

/** By Subnet.spec.allocation. */
export const strategies: Record<NonNullable<PlannedSubnet['allocation']>, Strategy> = {
  Sequential: sequential,
  Random: random,
  Hash: hash,
};
