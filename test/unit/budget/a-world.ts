import { askAll, type WishVerdict } from '../../../activities/budget/ask-all.ts';
import { budgetsFor } from '../../../activities/budget/budgets-for.ts';
import { selects, sightOf } from '../../../activities/budget/sight.ts';
import type { DisruptionBudgets } from '../../../activities/ports/disruption-budgets.ts';
import { type AskLeave, type BudgetRef, type LeaveAnswer, limitOf } from '../../../api/disruption-budget.ts';
import type { ComputeNodeDisruptionBudget } from '../../../api/kinds/compute-node-disruption-budget.ts';
import * as allowances from '../../../workflows/budget/allowance.ts';
import { aBudget, standing } from './a-budget.ts';

/** One machine, as it is, and what its chain is about to do to it. */
interface Machine {
  name: string;
  rack: string;
  labels: Record<string, string>;
  up: boolean;
  /** What its status says, which may be late. */
  ready: boolean;
  gone: boolean;
  chain: 'idle' | 'asking' | 'acting' | 'dead';
  since: number;
}

/** Says what a budget and the machines are at the moment at which leave was given. */
export interface Given {
  budget: string;
  domain: string;
  unavailable: number;
  limit: number;
}

/**
 * Machines, their chains and their budgets, in memory. The budgets decide by the product's own rules on what is shown of
 * the machines; what is true of them is known here only.
 */
export class BudgetWorld {
  readonly machines: Machine[];
  readonly budgets: (ComputeNodeDisruptionBudget & { metadata: { uid: string } })[];
  readonly given: Given[] = [];
  readonly called: string[] = [];
  now = 1_000_000;
  readonly #allowances = new Map<string, allowances.Allowance>();
  readonly #late: { at: number; say: () => void }[] = [];

  constructor(
    machines: Pick<Machine, 'name' | 'rack' | 'labels'>[],
    specs: Record<string, ComputeNodeDisruptionBudget['spec']>,
  ) {
    this.machines = machines.map((machine) => {
      return { ...machine, up: true, ready: true, gone: false, chain: 'idle', since: 0 };
    });
    this.budgets = Object.entries(specs).map(([name, spec]) => aBudget(name, spec));
  }

  allowanceOf(budget: string): allowances.Allowance {
    return this.#allowances.get(budget) ?? allowances.noLeave();
  }

  /** `lost`: the worker dies before the chain hears the answer. */
  async asks(machine: Machine, lost = false): Promise<WishVerdict | undefined> {
    if (machine.gone || machine.chain === 'acting' || machine.chain === 'dead') return undefined;
    if (machine.chain === 'idle') Object.assign(machine, { chain: 'asking', since: this.now });
    const node = { namespace: 'default', name: machine.name, uid: machine.name, up: machine.up };
    const wish = { holder: machine.name, operation: 'Reboot' as const, why: '', since: machine.since, nodes: [node] };
    const [verdict] = await askAll(this.#port, wish, () =>
      budgetsFor({ budgetsIn: () => this.budgets }, this.#node(machine), 'Reboot'),
    );
    if (lost) return undefined;
    if (verdict?.held === undefined) Object.assign(machine, { chain: 'acting', up: false });
    return verdict;
  }

  /** A leave that was not there before takes one machine more of its domain away, by what is true of the others. */
  #counts(budget: ComputeNodeDisruptionBudget, before: allowances.Allowance, after: allowances.Allowance): void {
    const had = new Set(before.leaves.map(({ uid }) => uid));
    const has = new Set(after.leaves.map(({ uid }) => uid));
    for (const machine of this.machines.filter(({ name, up }) => up && has.has(name) && !had.has(name))) {
      const isBeside = (other: Machine) =>
        !other.gone &&
        selects(budget, this.#node(other)) &&
        (budget.spec.perTopology === undefined || other.rack === machine.rack);
      const domain = this.machines.filter(isBeside);
      const unavailable = domain.filter(({ name, up }) => !up || has.has(name)).length;
      const limit = limitOf(budget.spec, domain.length);
      this.given.push({ budget: budget.metadata.name, domain: machine.rack, unavailable, limit });
    }
  }

  /** The machine is up again, is left as it is, or is gone. Its status says so at once or a while later. */
  async ends(machine: Machine, how: 'up' | 'down' | 'gone', lateMs: number): Promise<void> {
    if (machine.chain !== 'acting') return;
    machine.chain = 'idle';
    machine.up = how === 'up';
    machine.gone = how === 'gone';
    const status = { ready: machine.up };
    if (lateMs === 0 || how === 'up') Object.assign(machine, status);
    else this.#late.push({ at: this.now + lateMs, say: () => Object.assign(machine, status) });
    await this.#giveBack(machine, how === 'up');
  }

  /** Whoever changes its mind gives its place back. */
  async givesUp(machine: Machine): Promise<void> {
    if (machine.chain !== 'asking') return;
    machine.chain = 'idle';
    await this.#giveBack(machine, true);
  }

  async #giveBack(machine: Machine, up: boolean): Promise<void> {
    const back = { holder: machine.name, nodes: [{ uid: machine.name, up }] };
    for (const { metadata } of this.budgets) await this.#port.giveBack(metadata as BudgetRef, back);
  }

  /** The chain is never heard of again; its machine stays as it is. */
  dies(machine: Machine): void {
    if (machine.chain === 'acting') machine.ready = false;
    if (!machine.gone) machine.chain = 'dead';
  }

  /** Somebody else's doing. */
  breaksOrMends(machine: Machine): void {
    if (machine.chain !== 'idle' || this.#late.length > 0) return;
    machine.up = !machine.up;
    machine.ready = machine.up;
  }

  edits(index: number, spec: Partial<ComputeNodeDisruptionBudget['spec']>): void {
    const budget = this.budgets[index % this.budgets.length];
    if (budget) budget.spec = { ...budget.spec, maxUnavailable: undefined, minAvailable: undefined, ...spec };
    this.settles();
  }

  /** Each budget looks, as it does after a while without news. */
  passes(ms: number): void {
    this.now += ms;
    for (const late of this.#late.filter(({ at }) => at <= this.now)) {
      late.say();
      this.#late.splice(this.#late.indexOf(late), 1);
    }
    this.settles();
  }

  settles(): void {
    for (const { metadata } of this.budgets) this.#round(metadata.uid, []);
  }

  #round(uid: string, requests: readonly AskLeave[]): LeaveAnswer[][] {
    const budget = this.budgets.find(({ metadata }) => metadata.uid === uid);
    let allowance = requests.reduce((all, each) => allowances.ask(all, each, this.now), this.allowanceOf(uid));
    const overdue = allowances.overdue(allowance, this.now);
    const needed = overdue.map(({ holder }) => this.#needs(holder));
    allowance = allowances.prune(allowances.afterAsking(allowance, overdue, needed, this.now), this.now);
    const known = new Set([...allowance.leaves, ...allowance.waiting].map((entry) => entry.uid));
    const there = this.machines.filter(({ gone }) => !gone).map((machine) => this.#standing(machine));
    const sight = budget && sightOf(budget, there, known);
    const settled = allowances.settle(allowance, sight, this.now);
    allowance = requests.reduce((all, each) => allowances.confirm(all, each, this.now), settled.allowance);
    if (budget) this.#counts(budget, this.allowanceOf(uid), allowance);
    this.#allowances.set(uid, allowance);
    this.called.push(...settled.called.map(({ holder }) => holder));
    return requests.map((each) => allowances.answerOf(allowance, each, sight));
  }

  #needs(holder: string): boolean {
    const machine = this.machines.find(({ name }) => name === holder);
    return machine?.chain === 'asking' || machine?.chain === 'acting';
  }

  #standing({ name, rack, labels, ready }: Machine) {
    return standing(name, { rack, labels, ready });
  }

  #node(machine: Machine) {
    return this.#standing(machine).node;
  }

  readonly #port: DisruptionBudgets = {
    ask: async ({ uid }, request) => this.#round(uid, [request])[0] ?? [],
    giveBack: async ({ uid }, back) => {
      this.#allowances.set(uid, allowances.giveBack(this.allowanceOf(uid), back, this.now));
      this.#round(uid, []);
    },
    needs: async (holder) => this.#needs(holder),
  };
}
