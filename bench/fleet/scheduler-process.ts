// The scheduler of a worker as a process of its own, asked by its parent: node bench/fleet/scheduler-process.ts
import { startFleet } from '../../activities/fleet/fleet.ts';
import { schedulingActivities } from '../../activities/scheduling/activities.ts';
import { createAssumedClaims } from '../../activities/scheduling/assumed-claims.ts';
import { chooseAsset } from '../../activities/scheduling/choose-asset.ts';
import { createWaitingRoom } from '../../activities/scheduling/waiting/waiting-room.ts';
import { openCluster } from '../../hack/cluster/objects.ts';
import type { Answer, Question } from './questions.ts';
import { wishIn } from './wish-in.ts';

const PIPELINES = {
  native: { steps: [{ name: 'install', version: 1 }], decommission: [{ name: 'power-off', version: 1 }] },
};

interface Scheduler {
  answer(question: Exclude<Question, { ask: 'sync' }>): Promise<Answer>;
  synced(): Promise<Answer>;
}

function openScheduler(kubeconfig: string): Scheduler {
  const client = openCluster(kubeconfig);
  const fleet = startFleet(client, (error) => console.error(String(error)));
  const assumed = createAssumedClaims(fleet.view);
  const waiting = createWaitingRoom({
    view: assumed.view,
    nodes: fleet.nodes,
    wake: async () => undefined,
    onError: (error) => console.error(String(error)),
  });
  let changes = 0;
  fleet.onChange(waiting.see);
  fleet.onChange(({ kind }) => {
    if (kind === 'ComputeAsset') changes += 1;
  });
  const times: number[] = [];
  const planTimes: number[] = [];
  const activities = schedulingActivities({
    client,
    fleet,
    assumed,
    waiting,
    requireMemory: async () => undefined,
    requireSeat: () => undefined,
    onChoice: (ms) => planTimes.push(ms),
  });

  return {
    async synced() {
      await fleet.synced;
      waiting.open();
      return { assets: fleet.view.size };
    },
    async answer(question) {
      switch (question.ask) {
        case 'claim': {
          const { claim } = await activities['scheduler.claim']({ ref: question.ref, pipelines: PIPELINES });
          return { asset: claim.asset };
        }
        case 'choose': {
          const wish = wishIn(assumed.view, question.node);
          const began = performance.now();
          const choice = chooseAsset(wish, assumed.view);
          const [first] = choice.kind === 'fitting' ? choice.candidates() : [];
          times.push(performance.now() - began);
          return { asset: first?.asset.metadata.name };
        }
        case 'counts':
          return { changes, times: times.splice(0), planTimes: planTimes.splice(0) };
      }
    },
  };
}

let scheduler: Scheduler | undefined;

async function answer(question: Question): Promise<Answer> {
  if (question.ask === 'sync') return (scheduler = openScheduler(question.kubeconfig)).synced();
  if (!scheduler) throw new Error('Ask for "sync" first.');
  return scheduler.answer(question);
}

process.on('message', ({ id, question }: { id: number; question: Question }) => {
  answer(question).then(
    (given) => process.send?.({ id, answer: given }),
    (error: unknown) => process.send?.({ id, answer: { refused: String(error) } }),
  );
});
process.on('disconnect', () => process.exit());
