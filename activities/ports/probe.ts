export interface ProbeTarget {
  /** An IP address. */
  address: string;
  port: number;
  /** An HTTP CONNECT proxy that reaches the address, such as http://proxy.example:3128 */
  proxy?: string;
  timeoutMs: number;
}

export type ProbeResult =
  | { open: true }
  /** In words for a person, such as "connection refused". */
  | { open: false; reason: string };

/** Whether a machine answers. It never throws: a closed port is an answer, and so is a proxy that is down. */
export interface Probe {
  tcpOpen(target: ProbeTarget): Promise<ProbeResult>;
}
