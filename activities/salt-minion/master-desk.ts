import type { ExpectedKey, KeyAcceptance, SaltApi, SaltKey } from '../ports/salt-api.ts';
import type { MasterKey, OpenMaster } from '../salt/masters.ts';
import { Batch } from '../salt/batch.ts';

/** What minions' chains ask of one master; those that ask at the same time ask together. */
export interface MasterDesk {
  keysOf(minion: string): Promise<SaltKey[]>;
  accept(key: ExpectedKey): Promise<KeyAcceptance>;
  /** Each call makes every minion of the master log in again: a whole rack goes in one. */
  forget(minion: string): Promise<void>;
  /** False when the minion says nothing. */
  setRoles(minion: string, roles: readonly string[]): Promise<boolean>;
}

interface RoleOrder {
  minion: string;
  roles: readonly string[];
}

const SOON_MS = 50;
const GATHER_MS = 1_000;

/** The desk of each master, made once. */
export function createDesks(open: OpenMaster, gatherMs = GATHER_MS): (master: MasterKey) => MasterDesk {
  const desks = new Map<string, MasterDesk>();
  return (master) => {
    const key = `${master.namespace}/${master.name}`;
    const desk = desks.get(key) ?? createDesk(() => open(master), gatherMs);
    desks.set(key, desk);
    return desk;
  };
}

function createDesk(open: () => Promise<SaltApi>, gatherMs: number): MasterDesk {
  const keys = new Batch<string, SaltKey[]>(async (minions) => {
    const found = await (await open()).fingerprints(minions);
    return minions.map((minion) => found.filter((key) => key.minion === minion));
  }, SOON_MS);
  const acceptances = new Batch<ExpectedKey, KeyAcceptance>(
    async (expected) => (await open()).acceptKeys(expected),
    SOON_MS,
  );
  const deletions = new Batch<string, void>(async (minions) => {
    await (await open()).deleteKeys(minions);
    return minions.map(() => undefined);
  }, gatherMs);
  const roles = new Batch<RoleOrder, boolean>(async (orders) => setAll(await open(), orders), SOON_MS);
  return {
    keysOf: (minion) => keys.ask(minion),
    accept: (key) => acceptances.ask(key),
    forget: (minion) => deletions.ask(minion),
    setRoles: (minion, wanted) => roles.ask({ minion, roles: wanted }),
  };
}

/** One call for all minions that get the same roles. */
async function setAll(salt: SaltApi, orders: readonly RoleOrder[]): Promise<boolean[]> {
  const byRoles = new Map<string, string[]>();
  for (const { minion, roles } of orders) {
    const key = JSON.stringify(roles);
    byRoles.set(key, [...(byRoles.get(key) ?? []), minion]);
  }
  const done = new Set<string>();
  for (const [roles, minions] of byRoles) {
    const returns = await salt.run({ fun: 'grains.setval', minions, args: ['roles', JSON.parse(roles)] });
    for (const [minion, { success }] of Object.entries(returns)) if (success) done.add(minion);
  }
  return orders.map(({ minion }) => done.has(minion));
}
