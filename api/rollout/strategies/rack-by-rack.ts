import { RACK_LABEL } from '../../groups.ts';
import { groupsBy } from './by-label.ts';
import type { Split } from './strategy.ts';

/** A rack is a bucket. Nodes that stand in none are the rest. */
export const rackByRack: Split = (nodes) => groupsBy(nodes, RACK_LABEL);
