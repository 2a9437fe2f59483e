/** Task queues. One for each outside system of a cell, so that a slow one holds up nobody else. */
export const taskQueues = {
  workflows: (cell: string) => `bedplate.${cell}`,
  scheduler: (cell: string) => `scheduler.${cell}`,
  foreman: (cell: string) => `foreman.${cell}`,
  cmdb: (cell: string) => `cmdb.${cell}`,
  dns: (cell: string) => `dns.${cell}`,
  bmc: (cell: string) => `bmc.${cell}`,
  salt: (cell: string) => `salt.${cell}`,
  /** Carries the cluster's id: a status never reaches an object of another cluster. */
  status: (clusterId: string) => `status.${clusterId}`,
  /** Of a cluster, too. What state runs make of minions is much, and may be late: it stands before no other status. */
  minions: (clusterId: string) => `minions.${clusterId}`,
} as const;

/** Those of a cell, each by its short name too; those of its cluster where that is known. */
export function queuesOf(cell: string, clusterId?: string): { name: string; taskQueue: string }[] {
  const { status, minions, ...ofCell } = taskQueues;
  const named = Object.entries(ofCell).map(([name, queueOf]) => ({ name, taskQueue: queueOf(cell) }));
  if (clusterId === undefined) return named;
  const ofCluster = Object.entries({ status, minions });
  return [...named, ...ofCluster.map(([name, queueOf]) => ({ name, taskQueue: queueOf(clusterId) }))];
}
