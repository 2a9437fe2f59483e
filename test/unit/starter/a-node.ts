import type { ComputeNode } from '../../../api/kinds/compute-node.ts';

export const NOW = Date.parse('2026-11-23T12:00:00Z');

/** A RFC 3339 time so many seconds before NOW. */
export function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

export function aNode(status: Partial<NonNullable<ComputeNode['status']>> = {}, metadata: object = {}): ComputeNode {
  return {
    apiVersion: 'compute.tess.io/v1alpha1',
    kind: 'ComputeNode',
    metadata: { name: 'web-1', namespace: 'default', generation: 1, creationTimestamp: ago(600), ...metadata },
    spec: {
      provider: 'native',
      flavor: 'bm-standard',
      osImage: { name: 'rhel9-base' },
      sshKeys: [],
      deletionPolicy: 'Wipe',
      paused: false,
    },
    status: { observedGeneration: 1, revision: 7, ...status },
  };
}

export function aCondition(type: string, status: 'True' | 'False', reason: string, message = '') {
  return { type, status, reason, message, lastTransitionTime: ago(90) };
}
