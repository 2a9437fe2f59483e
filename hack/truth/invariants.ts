import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { IPAddress } from '../../api/kinds/network.ts';
import { type Finding, together } from './finding.ts';
import type { Outside } from './outside.ts';
import { compareStanding, type Standing } from './standing.ts';
import { type Thing, thingsOf } from './things.ts';

/** All that the invariants are about, read at a moment when nothing is under way. */
export interface Truth {
  nodes: readonly ComputeNode[];
  claims: readonly AssetClaim[];
  addresses: readonly IPAddress[];
  outside: Outside;
  /** Hosts, devices, addresses, records ("name TYPE") and assets that people made or keep by hand. */
  foreign?: ReadonlySet<string>;
}

/**
 * What must hold whatever happened: no asset and no address has two owners, nothing outside is there without a node,
 * nothing is missing for a Ready one. `once.ts` adds what must have happened no more than once.
 */
export function checkInvariants(truth: Truth): Finding {
  const things = thingsOf(truth, truth.outside).filter((thing) => !isForeign(thing, truth.foreign));
  return together([
    { compared: { machines: truth.outside.machines.length, nodes: truth.nodes.length }, violations: [] },
    singleOwners('asset', things, ({ asset }) => (asset === undefined ? [] : [asset])),
    singleOwners('address', things, ({ addresses }) => addresses),
    everyThingHasItsNode(things, truth.nodes),
    oneClaimEach(truth.claims),
    standing(truth),
  ]);
}

function isForeign({ name, asset }: Thing, foreign: Truth['foreign']): boolean {
  return foreign !== undefined && (foreign.has(name) || (asset !== undefined && foreign.has(asset)));
}

/** Systems may lag behind each other, but never name two nodes. */
function singleOwners(what: string, things: readonly Thing[], takenBy: (thing: Thing) => readonly string[]): Finding {
  const claimants = new Map<string, Thing[]>();
  for (const thing of things) {
    if (thing.uid === undefined) continue;
    for (const taken of takenBy(thing)) claimants.set(taken, [...(claimants.get(taken) ?? []), thing]);
  }
  const doubled = [...claimants].filter(([, group]) => new Set(group.map(({ uid }) => uid)).size > 1);
  return {
    compared: { [`owners of an ${what}`]: [...claimants.values()].reduce((sum, group) => sum + group.length, 0) },
    violations: doubled.map(([taken, group]) => {
      const owners = group.map(({ kind, name, uid }) => `${kind} ${name} says ${uid}`);
      return `${what} ${taken} has two owners: ${owners.join(', ')}`;
    }),
  };
}

function everyThingHasItsNode(things: readonly Thing[], nodes: readonly ComputeNode[]): Finding {
  const alive = new Set(nodes.map(({ metadata }) => metadata.uid));
  const compared: Record<string, number> = {};
  const violations: string[] = [];
  for (const { kind, name, uid, mayOutlive } of things) {
    compared[kind] = (compared[kind] ?? 0) + 1;
    if (uid === undefined) violations.push(`${kind} ${name} belongs to nobody`);
    else if (!mayOutlive && !alive.has(uid)) violations.push(`${kind} ${name} is left of node ${uid}, which is gone`);
  }
  return { compared, violations };
}

/** A node with two machines has one that it doesn't know of. */
function oneClaimEach(claims: readonly AssetClaim[]): Finding {
  const byNode = new Map<string, string[]>();
  for (const { metadata, spec } of claims) {
    if (spec.hold === undefined) byNode.set(spec.nodeRef.uid, [...(byNode.get(spec.nodeRef.uid) ?? []), metadata.name]);
  }
  const doubled = [...byNode].filter(([, assets]) => assets.length > 1);
  return {
    compared: {},
    violations: doubled.map(([uid, assets]) => `node ${uid} holds ${assets.length} assets: ${assets.join(', ')}`),
  };
}

function standing({ nodes, claims, addresses, outside }: Truth): Finding {
  const ready = nodes.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const said = ready.map(({ metadata }) => standingOf(metadata.uid ?? '', claims, addresses));
  const unclaimed = ready.filter((_, index) => said[index] === undefined);
  return together([
    compareStanding(
      said.filter((node) => node !== undefined),
      outside,
    ),
    {
      compared: { 'Ready nodes': ready.length },
      violations: unclaimed.map(({ metadata }) => `node ${metadata.name} is Ready and holds no asset`),
    },
  ]);
}

/** What a node has by its claims, which are what counts; its status may be wrong. */
export function standingOf(
  uid: string,
  claims: readonly AssetClaim[],
  addresses: readonly IPAddress[],
): Standing | undefined {
  const claim = claims.find(({ spec }) => spec.nodeRef.uid === uid && spec.hold === undefined);
  if (!claim) return undefined;
  const { fqdn, asset } = claim.spec.plan.inputs as { fqdn: string; asset: { nics: { device: string }[] } };
  const held = addresses.filter(
    ({ metadata, spec }) => spec.claimRef.uid === uid && metadata.deletionTimestamp === undefined,
  );
  const first = asset.nics.find((nic) => held.some(({ spec }) => spec.claimRef.device === nic.device));
  const published = held.filter(({ spec }) => spec.claimRef.device === first?.device);
  return {
    uid,
    asset: claim.metadata.name,
    fqdn,
    addresses: held.map(({ spec }) => spec.address),
    published: published.map(({ spec }) => spec.address),
  };
}
