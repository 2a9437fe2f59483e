import { allowedNamespaces } from './allowed-namespaces.ts';
import { beingDeleted } from './being-deleted.ts';
import type { Filter } from './filter.ts';
import { flavorFit } from './flavor-fit.ts';
import { nodeSelector } from './node-selector.ts';
import { taints } from './taints.ts';

/** Asked in this order; the first that refuses gives the reason. */
export const filters: readonly Filter[] = [allowedNamespaces, nodeSelector, flavorFit, taints, beingDeleted];
