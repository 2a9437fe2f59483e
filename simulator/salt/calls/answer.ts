import type { Json } from '../../storage/json.ts';

export interface Answer {
  value: Json;
  /** Natural key of what the call changed. */
  changed?: string;
}
