import type { RestartWay } from '../../../activities/ports/bmc.ts';
import { type Fault, faultOf } from '../../failure.ts';
import { primaryAddress } from '../../steps/step.ts';
import type { OperationContext, OperationStep } from './operation.ts';

/** Gently: the system is asked, and that is all. Surely: what does not follow is forced. */
type Manner = 'gently' | 'surely' | 'forced';

/** Where the other side is not who we think, or does not know us, force is no answer. */
function mayBeForced({ type }: Fault): boolean {
  return type !== 'AuthRejected' && type !== 'Conflict' && type !== 'InvalidInput';
}

async function inManner<T>(manner: Manner, order: (how: RestartWay) => Promise<T>): Promise<T> {
  if (manner === 'forced') return order('forced');
  try {
    return await order('gracefully');
  } catch (error) {
    if (manner === 'gently' || !mayBeForced(faultOf(error))) throw error;
    return order('forced');
  }
}

const SHUT_DOWN = 'shut-down';
const SWITCH_ON = 'switch-on';

/** One reset, by what the BMC says of resets. A BMC that says nothing of them leaves it to the two steps that follow. */
export function restart(mannerOf: (context: OperationContext) => Manner): OperationStep {
  return {
    name: 'restart',
    title: 'restart',
    state: 'Running',
    touches: true,

    async run(context) {
      const { owner, inputs, request, call } = context;
      const { asset } = inputs;
      const order = request.operation.uid;
      const outcome = await inManner(mannerOf(context), (how) =>
        call(
          'bmc.restart',
          { owner, asset, how, order, waitMs: request.timeoutMs },
          `${request.type} ${asset.name}: restart, ${how}`,
        ),
      );
      if (outcome === 'restarted') return { message: `${asset.name} was reset`, spares: [SHUT_DOWN, SWITCH_ON] };
      return { message: `the BMC of ${asset.name} tells nothing of resets: it is switched off and on` };
    },
  };
}

export function shutDown(mannerOf: (context: OperationContext) => Manner): OperationStep {
  return {
    name: SHUT_DOWN,
    title: 'shut down',
    state: 'Running',
    touches: true,

    async run(context) {
      const { owner, inputs, request, call } = context;
      const { asset } = inputs;
      await inManner(mannerOf(context), (how) =>
        call(
          'bmc.shutDown',
          { owner, asset, how, waitMs: request.timeoutMs },
          `${request.type} ${asset.name}: off, ${how}`,
        ),
      );
      return { message: `${asset.name} is off` };
    },
  };
}

export const switchOn: OperationStep = {
  name: SWITCH_ON,
  title: 'power on',
  state: 'Running',
  touches: true,

  async run({ owner, inputs, request, call }) {
    const { asset } = inputs;
    await call('bmc.switchOn', { owner, asset, waitMs: request.timeoutMs }, `${request.type} ${asset.name}: on`);
    return { message: `${asset.name} is on` };
  },
};

/** As its provisioning ended: the probes pass. */
export const comeBack: OperationStep = {
  name: 'come-back',
  title: 'wait until it answers',
  state: 'Running',
  touches: true,

  async run({ inputs, facts, request, call }) {
    const { asset, probes, systems, fqdn } = inputs;
    const address = primaryAddress({ inputs, facts }, 4) ?? primaryAddress({ inputs, facts }, 6);
    if (probes.length === 0 || !address) return { message: `${fqdn} has no probes: it is taken to be up` };
    await call(
      'probe.pass',
      { address, ports: probes.map(({ port }) => port), proxy: systems.probes.proxy },
      `${request.type} ${asset.name}: probe ${fqdn}`,
    );
    return { message: `${fqdn} answers` };
  },
};
