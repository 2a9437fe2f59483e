import { z } from 'zod';
import { INFRA_GROUP } from '../groups.ts';
import { acceptedStatus } from '../schema/conditions.ts';
import { label, matching, objectName } from '../schema/strings.ts';
import { ACCEPTED_COLUMN, AGE_COLUMN, defineKind, type Resource } from './kind.ts';

/** Becomes a label of nodes. */
const region = matching(
  label(63),
  /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
  'must be letters, digits, "-", "_" and ".", with a letter or a digit at either end',
);

export const availabilityZone = defineKind({
  group: INFRA_GROUP,
  kind: 'AvailabilityZone',
  plural: 'availabilityzones',
  shortNames: ['az'],
  namespaced: false,
  description: 'A part of a datacenter with power and cooling of its own.',
  schema: z.object({
    spec: z.object({ region: region.optional() }),
    status: acceptedStatus.optional(),
  }),
  columns: [{ name: 'Region', type: 'string', jsonPath: '.spec.region' }, ACCEPTED_COLUMN, AGE_COLUMN],
});
export type AvailabilityZone = Resource<z.infer<typeof availabilityZone.schema>>;

export const networkZone = defineKind({
  group: INFRA_GROUP,
  kind: 'NetworkZone',
  plural: 'networkzones',
  shortNames: ['netzone'],
  namespaced: false,
  description: 'A security zone: racks and subnets are in one, and nodes select by it.',
  schema: z.object({
    spec: z.object({ availabilityZone: objectName().optional() }),
    status: acceptedStatus.optional(),
  }),
  columns: [{ name: 'Zone', type: 'string', jsonPath: '.spec.availabilityZone' }, ACCEPTED_COLUMN, AGE_COLUMN],
});
export type NetworkZone = Resource<z.infer<typeof networkZone.schema>>;
