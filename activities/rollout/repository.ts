import type { SaltMaster } from '../../api/kinds/salt-master.ts';
import type { SaltRepository } from '../ports/salt-api.ts';

/** Where a master takes its states from. */
export function repositoryOf({ spec }: SaltMaster): SaltRepository {
  const { url, path = '', pillarPath } = spec.repo;
  return { url, path, ...(pillarPath !== undefined && { pillarPath }) };
}
