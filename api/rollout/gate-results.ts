export type GateVerdict =
  /** Measured, and good. */
  | 'Healthy'
  /** Measured, and bad. */
  | 'Unhealthy'
  /** It may become bad, or is not ready to tell: an alert that is pending. */
  | 'Pending'
  /** Not measured: the one who was asked did not answer, or knows nothing. Never healthy. */
  | 'Unknown';

export interface GateResult {
  /** Name of the gate. */
  gate: string;
  verdict: GateVerdict;
  /** In words: what was found, where, and what stood there before already. */
  message: string;
}
