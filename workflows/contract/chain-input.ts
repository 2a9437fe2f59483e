/** The argument of the workflow of one object. `carried` is its own, from run to run. */
export interface ChainInput<Ref, Carried = unknown> {
  ref: Ref;
  cell: string;
  /** The uid of the cluster's kube-system namespace. */
  clusterId: string;
  /** For the link in the status. */
  temporalNamespace?: string;
  /** Base of the Web UI, for the link in the status. */
  webUi?: string;
  carried?: Carried;
}

/** One whose runs end after so many events; the usual number without it. */
export interface RolledInput<Ref, Carried = unknown> extends ChainInput<Ref, Carried> {
  historyLength?: number;
}
