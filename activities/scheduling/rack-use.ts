/** How full a rack is. */
export interface RackUse {
  readonly size: number;
  readonly free: number;
}
