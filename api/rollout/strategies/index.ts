import type { StrategyType } from '../rules.ts';
import { byLabel } from './by-label.ts';
import { canary } from './canary.ts';
import { custom } from './custom.ts';
import { exponential } from './exponential.ts';
import { percentage } from './percentage.ts';
import { rackByRack } from './rack-by-rack.ts';
import type { Split } from './strategy.ts';

/** Every strategy that makes its buckets here. Webhook's are made by whoever it asks: activities/rollout/planner.ts. */
export const strategies: { readonly [T in Exclude<StrategyType, 'Webhook'>]: Split } = {
  RackByRack: rackByRack,
  Canary: canary,
  Percentage: percentage,
  Exponential: exponential,
  ByLabel: byLabel,
  Custom: custom,
};
