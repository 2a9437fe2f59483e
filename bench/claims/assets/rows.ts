import { median } from '../../measure/percentile.ts';
import { type Aim, type Row, rowOf } from '../../report/row.ts';
import type { Round } from './assets.ts';
import { NODES } from './wished-nodes.ts';

const NONE: Aim = { at: 'most', limit: 0 };

/** Beside each figure the same rounds with both workers at work, whoever holds the lease. */
export function rowsOf(rounds: readonly Round[], unguarded: readonly Round[]): Row[] {
  const sum = (of: (round: Round) => number, over = rounds) => over.reduce((total, round) => total + of(round), 0);
  const judged = (name: string, unit: string, of: (round: Round) => number) =>
    rowOf({ name, value: sum(of), unit, baseline: sum(of, unguarded), aim: NONE });
  const seconds = (over: readonly Round[]) => median(over.map((round) => round.seconds));
  return [
    judged('assets: doubles', 'nodes', ({ doubles }) => doubles),
    judged('assets: brokenAntiAffinity', 'pairs', ({ tooNear }) => tooNear),
    judged('assets: failedVisibly', 'nodes', ({ failures }) => failures),
    judged('assets: unplaced', 'nodes', ({ unplaced }) => unplaced),
    rowOf({
      name: 'assets: compared',
      value: sum(({ claims }) => claims),
      unit: 'claims',
      baseline: sum(({ claims }) => claims, unguarded),
      aim: { at: 'least', limit: rounds.length * NODES },
    }),
    rowOf({ name: 'assets: seconds', value: seconds(rounds), unit: 's a seed', baseline: seconds(unguarded) }),
    rowOf({ name: 'assets: attempts', value: sum(({ attempts }) => attempts) / rounds.length / NODES, unit: 'a node' }),
    rowOf({ name: 'assets: deaths', value: sum(({ deaths }) => deaths), unit: 'workers' }),
    rowOf({ name: 'assets: handOvers', value: sum(({ handOvers }) => handOvers), unit: 'hand-overs' }),
  ];
}
