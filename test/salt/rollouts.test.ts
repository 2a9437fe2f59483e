import { saltedWorld } from '../e2e/dsl/salted-world.ts';
import { startWorld } from '../e2e/dsl/world.ts';
import { describeRollouts } from '../e2e/suites/rollout-proof.ts';
import { realSaltSide } from './dsl/real-salt-side.ts';

describe('rollouts through a real Salt', () => {
  describeRollouts(async () => saltedWorld(await startWorld(), await realSaltSide()));
});
