import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findPool, notFound } from '../find-node.ts';
import { nearNames } from '../near-names.ts';
import type { Session } from '../session.ts';

export type Target = { kind: 'deployment'; deployment: SaltDeployment } | { kind: 'pool'; pool: NodePool };

const POOLS = ['nodepool', 'npool', 'pool'];
const DEPLOYMENTS = ['saltdeployment', 'sdep', 'deployment'];

/** What a person means: a deployment often has the name of its pool, and is meant then; `nodepool/web` means the pool. */
export async function findTarget(session: Session, name: string): Promise<Target> {
  const [kind, rest] = name.includes('/') ? (name.split('/', 2) as [string, string]) : [undefined, name];
  if (kind !== undefined && POOLS.includes(kind)) return { kind: 'pool', pool: await findPool(session, rest) };
  if (kind !== undefined && !DEPLOYMENTS.includes(kind))
    throw new CommandError(`It is saltdeployment/NAME or nodepool/NAME, not ${name}.`, EXIT.wrongUsage);
  const { namespace } = session;
  const deployment = await session.cluster().get(saltDeployment, { namespace, name: rest });
  if (deployment) return { kind: 'deployment', deployment };
  const pool = kind === undefined ? await session.cluster().get(nodePool, { namespace, name: rest }) : undefined;
  if (pool) return { kind: 'pool', pool };
  throw await noSuch(session, rest);
}

/** The same where only deployments will do. */
export async function findDeployment(session: Session, name: string): Promise<SaltDeployment> {
  const target = await findTarget(session, name);
  if (target.kind === 'deployment') return target.deployment;
  throw new CommandError(`${name} is a NodePool: this is for SaltDeployments.`, EXIT.wrongUsage);
}

async function noSuch(session: Session, name: string): Promise<CommandError> {
  const { namespace } = session;
  const [deployments, pools] = await Promise.all([
    session.cluster().list(saltDeployment),
    session.cluster().list(nodePool),
  ]);
  const all = [...deployments.items, ...pools.items].map(({ metadata }) => metadata);
  const here = all.filter((one) => one.namespace === namespace).map((one) => one.name);
  const elsewhere = all.filter((one) => one.name === name).map((one) => one.namespace ?? '');
  const words = notFound(name, namespace, nearNames(name, here), elsewhere, 'SaltDeployment or NodePool');
  return new CommandError(words, EXIT.notFound);
}
