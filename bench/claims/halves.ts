import type { ClusterClient } from '../../api/cluster/index.ts';
import type { Row } from '../report/row.ts';
import { addresses } from './addresses/addresses.ts';
import { assets } from './assets/assets.ts';

/** An apiserver with Bedplate's kinds and nothing in it. */
export interface ClaimsLab {
  kubeconfig: string;
  cluster: ClusterClient;
  seeds: number;
  say(line: string): void;
  abort: AbortSignal;
}

/** One kind of thing that is claimed, measured by itself. */
export interface Half {
  /** As `--half` names it. */
  name: string;
  measure(lab: ClaimsLab): Promise<Row[]>;
}

/** One line a half. */
export const halves: readonly Half[] = [assets, addresses];
