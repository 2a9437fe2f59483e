import type { Owner } from '../../api/owner.ts';

export const ours: Owner = { namespace: 'team-a', name: 'n1', uid: 'uid-1', installId: 'install-1' };
/** The same node, installed anew. */
export const oursAgain: Owner = { ...ours, installId: 'install-2' };
export const theirs: Owner = { namespace: 'team-b', name: 'n9', uid: 'uid-9', installId: 'install-9' };
