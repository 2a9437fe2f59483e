import { saltedWorld } from './dsl/salted-world.ts';
import { simulatedSaltSide } from './dsl/simulated-salt-side.ts';
import { startWorld } from './dsl/world.ts';
import { describeRollouts } from './suites/rollout-proof.ts';

describe('rollouts through the simulated Salt', () => {
  describeRollouts(async () => {
    const world = await startWorld({ simulatorSettings: { saltAskSeconds: 0.3, saltStateSeconds: 1 } });
    return saltedWorld(world, simulatedSaltSide(world));
  });
});
