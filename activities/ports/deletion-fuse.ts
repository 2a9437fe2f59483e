import type { DeletionRequest, DeletionVerdict } from '../../api/deletion-fuse.ts';

/** The cell's fuse on deletions. Asked again for the same node and asset within the window, it answers the same. */
export interface DeletionFuse {
  admit(request: DeletionRequest): Promise<DeletionVerdict>;
}
