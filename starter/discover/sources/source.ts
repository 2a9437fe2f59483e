import type { Session } from '../../session.ts';
import type { Reading } from '../inventory.ts';

/** What a person said beside the source itself. */
export interface SourceOptions {
  provider?: string;
  /** Of the devices in the CMDB that are machines. */
  role: string;
  bmcScheme: string;
  bmcSecret?: { namespace: string; name: string };
}

/** One place that inventories come from. */
export interface Source {
  /** Its option, such as "--csv <file>". */
  readonly flags: string;
  readonly description: string;
  /** `given` is what stood behind the option. */
  read(given: readonly string[], session: Session, options: SourceOptions): Promise<Reading>;
}
