import { z } from 'zod';
import { INFRA_GROUP } from '../groups.ts';
import { acceptedStatus } from '../schema/conditions.ts';
import { label, objectName } from '../schema/strings.ts';
import { ACCEPTED_COLUMN, AGE_COLUMN, defineKind, type Resource } from './kind.ts';

export const rack = defineKind({
  group: INFRA_GROUP,
  kind: 'Rack',
  plural: 'racks',
  shortNames: [],
  namespaced: false,
  description: 'A rack: the failure domain that rollouts go by.',
  schema: z.object({
    spec: z.object({
      availabilityZone: objectName().optional(),
      networkZone: objectName().optional(),
      row: label(63).optional(),
      units: z.int().min(1).max(100).optional(),
      powerWatts: z.int().min(0).max(1_000_000).optional(),
    }),
    status: acceptedStatus.optional(),
  }),
  columns: [
    { name: 'Zone', type: 'string', jsonPath: '.spec.availabilityZone' },
    { name: 'Network', type: 'string', jsonPath: '.spec.networkZone' },
    { name: 'Row', type: 'string', jsonPath: '.spec.row' },
    ACCEPTED_COLUMN,
    AGE_COLUMN,
  ],
});
export type Rack = Resource<z.infer<typeof rack.schema>>;

export const networkSwitch = defineKind({
  group: INFRA_GROUP,
  kind: 'Switch',
  plural: 'switches',
  shortNames: [],
  namespaced: false,
  description: 'A network switch of a rack.',
  schema: z.object({
    spec: z.object({ rack: objectName(), role: z.enum(['Provision', 'Management']) }),
    status: acceptedStatus.optional(),
  }),
  columns: [
    { name: 'Rack', type: 'string', jsonPath: '.spec.rack' },
    { name: 'Role', type: 'string', jsonPath: '.spec.role' },
    ACCEPTED_COLUMN,
    AGE_COLUMN,
  ],
});
export type Switch = Resource<z.infer<typeof networkSwitch.schema>>;
