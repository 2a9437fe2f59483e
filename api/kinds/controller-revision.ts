import { z } from 'zod';
import { defineKind, type Resource } from './kind.ts';

/**
 * Kubernetes' own kind for what a template was: one object for each revision, its data never changed. Not among ours:
 * the apiserver brings it along.
 */
export const controllerRevision = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  shortNames: [],
  namespaced: true,
  description: 'An earlier or the present template of an object that rolls out.',
  schema: z.object({ revision: z.int(), data: z.unknown() }),
  columns: [],
});
export type ControllerRevision = Resource<z.infer<typeof controllerRevision.schema>>;
