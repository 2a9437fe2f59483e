import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTargets } from '../../../starter/targets.ts';

let stateDir = '';

beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'bedplate-'));
  mkdirSync(join(stateDir, 'config'));
  writeFileSync(join(stateDir, 'config', 'worker-0.yaml'), 'cell: east\n');
  const temporal = { address: '127.0.0.1:4001', namespace: 'fleet' };
  writeFileSync(join(stateDir, 'stack.json'), JSON.stringify({ kubeconfig: '/state/kubeconfig', temporal }));
});

afterAll(() => rmSync(stateDir, { recursive: true }));

describe('where the command looks', () => {
  it('is the usual place when nothing is said', () => {
    expect(findTargets({}, {})).toEqual({
      kubeconfig: undefined,
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
      cell: 'local',
    });
  });

  it('is what the environment says', () => {
    const environment = { TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'fleet', BEDPLATE_CELL: 'west' };

    expect(findTargets({}, environment)).toMatchObject({
      temporal: { address: 'temporal:7233', namespace: 'fleet' },
      cell: 'west',
    });
  });

  it('is the local stack', () => {
    expect(findTargets({ stateDir }, { TEMPORAL_ADDRESS: 'temporal:7233' })).toEqual({
      kubeconfig: '/state/kubeconfig',
      temporal: { address: '127.0.0.1:4001', namespace: 'fleet' },
      cell: 'east',
    });
  });

  it('is what the command line says before all else', () => {
    const options = { stateDir, kubeconfig: '/mine', temporalAddress: 'here:1', cell: 'north' };

    expect(findTargets(options, {})).toEqual({
      kubeconfig: '/mine',
      temporal: { address: 'here:1', namespace: 'fleet' },
      cell: 'north',
    });
  });

  it('is said to be missing when there is no stack', () => {
    expect(() => findTargets({ stateDir: join(stateDir, 'none') }, {})).toThrow('There is no stack in');
  });
});
