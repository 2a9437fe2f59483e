import { restedAddresses } from '../../../activities/ipam/quarantine.ts';
import type { IPAddress } from '../../../api/kinds/network.ts';

function address(name: string, deletionTimestamp?: string): IPAddress {
  return {
    apiVersion: 'infra.tess.io/v1alpha1',
    kind: 'IPAddress',
    metadata: { name, deletionTimestamp },
    spec: {
      address: '10.1.1.1',
      subnet: 'r1-v4',
      claimRef: { kind: 'ComputeNode', namespace: 'default', name: 'web-1', uid: 'u', device: '1' },
    },
  };
}

const NOW = Date.parse('2026-01-01T01:00:00Z');

test('an address rests for its subnet’s quarantine, counted from its release; a held one never ends', () => {
  const addresses = [
    address('held'),
    address('resting', '2026-01-01T00:51:00Z'),
    address('rested', '2026-01-01T00:50:00Z'),
  ];
  expect(restedAddresses(addresses, () => '10m', NOW).map(({ metadata }) => metadata.name)).toEqual(['rested']);
});

test('without its subnet an address rests for ten minutes', () => {
  const addresses = [address('resting', '2026-01-01T00:55:00Z'), address('rested', '2026-01-01T00:45:00Z')];
  expect(restedAddresses(addresses, () => undefined, NOW).map(({ metadata }) => metadata.name)).toEqual(['rested']);
});
