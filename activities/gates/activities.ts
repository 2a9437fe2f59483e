import { asyncLocalStorage } from '@temporalio/activity';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { parseDuration } from '../../api/duration.ts';
import type { Gate } from '../../api/kinds/rollout-gate.ts';
import { saltTransaction } from '../../api/kinds/salt-transaction.ts';
import { withGateNames } from '../../api/rollout/gate-names.ts';
import type { GateResult } from '../../api/rollout/gate-results.ts';
import type { Counts } from '../../api/rollout/nodes.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Http } from '../http/http.ts';
import { secretValues } from '../secret-value.ts';
import type { GateContext } from './gate.ts';
import { gates as keepers } from './index.ts';

export interface GateDeps {
  client: Pick<ClusterClient, 'get' | 'getSecret'>;
  fleet: Pick<Fleet, 'synced' | 'node'>;
  drain: {
    /** Programs that gates may run, as drain hooks may. */
    commands: readonly string[];
    http: Pick<Http, 'send'>;
  };
}

export interface GateQuestion {
  ref: { namespace: string; name: string };
  bucket: string;
  /** Names. */
  gates: readonly string[];
  since: number;
  counts: Counts;
  badBefore: readonly string[];
  /** Nodes of the bucket that its transaction does not name. */
  joined?: readonly string[];
}

/** All that a gate asks, of however many nodes, is known by then, or it is not known. */
const MOST_MS = 600_000;
const MOST_CHARACTERS = 1_000;

export function gateActivities({ client, fleet, drain }: GateDeps) {
  return {
    /** Asks gates of a transaction. One that can't be asked is unknown: that is an answer, too, and no failure. */
    async 'gate.measure'({
      ref,
      bucket,
      gates,
      since,
      counts,
      badBefore,
      joined = [],
    }: GateQuestion): Promise<GateResult[]> {
      await fleet.synced;
      const { namespace, name: transaction } = ref;
      const found = await client.get(saltTransaction, { namespace, name: transaction });
      if (!found) return gates.map((gate) => unknown(gate, `there is no SaltTransaction ${namespace}/${transaction}`));
      const bad = new Set(badBefore);
      const members = found.spec.buckets.find(({ name }) => name === bucket)?.members ?? [];
      const context: Omit<GateContext, 'timeoutMs'> = {
        ...{ bucket, commit: found.spec.toCommit, transaction, namespace, counts, since, now: Date.now() },
        nodes: [...members, ...joined].filter((name) => !bad.has(name)),
        signal: asyncLocalStorage.getStore()?.cancellationSignal,
        secret: secretValues(client, namespace, 'a gate'),
        node: (name) => fleet.node({ namespace, name }),
        ...drain,
      };
      const asked = withGateNames(found.spec.gates).filter(({ name }) => gates.includes(name));
      return Promise.all(asked.map((gate) => measure(gate, context)));
    },
  };
}

async function measure(gate: Gate & { name: string }, context: Omit<GateContext, 'timeoutMs'>): Promise<GateResult> {
  const late = AbortSignal.timeout(MOST_MS);
  const signal = context.signal ? AbortSignal.any([context.signal, late]) : late;
  const timeoutMs = Math.min(parseDuration(gate.timeout), MOST_MS);
  try {
    const measured = await keepers[gate.type](gate, { ...context, signal, timeoutMs });
    return { gate: gate.name, ...measured, message: measured.message.slice(0, MOST_CHARACTERS) };
  } catch (error) {
    context.signal?.throwIfAborted();
    if (late.aborted) return unknown(gate.name, `not all of it was answered within ${MOST_MS / 60_000} minutes`);
    return unknown(gate.name, error instanceof Error ? error.message : 'it could not be asked');
  }
}

function unknown(gate: string, message: string): GateResult {
  return { gate, verdict: 'Unknown', message: message.slice(0, MOST_CHARACTERS) };
}
