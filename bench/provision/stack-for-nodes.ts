import type { StackBenchmark } from './on-stack.ts';
import { MACHINE_TIMES } from './machine-times.ts';

const ASSETS_PER_RACK = 24;
/** All nodes of a round are deleted at once: an operator who means that says so. */
const NO_FUSE = { percent: 100, nodes: 1_000_000 };

/** A datacenter in which so many nodes at a time find their place. */
export function stackForNodes(nodes: number): StackBenchmark['stack'] {
  // A tenth more than is needed: a full rack is another thing to measure.
  const assets = Math.ceil(nodes * 1.1) + 1;
  const size = { racks: Math.ceil(assets / ASSETS_PER_RACK), assets };
  return { size, simulatorSettings: { ...MACHINE_TIMES }, settings: { deletionFuse: NO_FUSE } };
}
