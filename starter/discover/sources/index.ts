import { cmdb } from './cmdb.ts';
import { csv } from './csv.ts';
import { redfish } from './redfish.ts';
import type { Source } from './source.ts';
import { yaml } from './yaml.ts';

/** Every source there is. */
export const sources: readonly Source[] = [csv, yaml, cmdb, redfish];
