import type { GateContext } from '../../../activities/gates/gate.ts';
import { Http } from '../../../activities/http/http.ts';
import { type Gate, gate } from '../../../api/kinds/rollout-gate.ts';
import { NO_COUNTS } from '../../../api/rollout/counts.ts';

/** When the bucket was begun, and when its gates are asked. */
export const SINCE = Date.parse('2026-01-01T12:00:00Z');
export const NOW = Date.parse('2026-01-01T13:00:00Z');
export const BEFORE = '2026-01-01T11:00:00Z';
export const MEANWHILE = '2026-01-01T12:30:00Z';
export const LATER = '2026-01-01T14:00:00Z';

/** With the schema's defaults. */
export function aGate(type: Gate['type'], fields: object = {}): Gate {
  return gate.parse({ type, ...fields });
}

/** A bucket of two nodes, looked at by hand. */
export function about(rest: Partial<GateContext> = {}): GateContext {
  return {
    bucket: 'r1',
    commit: 'a'.repeat(40),
    transaction: 'web-3',
    namespace: 'default',
    nodes: ['web-1', 'web-2'],
    counts: { ...NO_COUNTS, nodes: 2, ok: 2 },
    since: SINCE,
    now: NOW,
    timeoutMs: 5_000,
    signal: undefined,
    secret: async (name, key) => `${name}-${key}`,
    node: () => undefined,
    http: new Http(),
    commands: [],
    ...rest,
  };
}
