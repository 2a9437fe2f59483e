/** An Event about an object, as `kubectl describe` shows it. */
export interface ObjectEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** The same for the same transition, however often it is shown again. */
  key: string;
}
