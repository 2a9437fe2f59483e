import { notFound } from '../../../starter/find-node.ts';
import { nearNames } from '../../../starter/near-names.ts';

describe('near names', () => {
  it.each([
    ['web-11', ['web-1', 'web-2', 'db-1'], ['web-1', 'web-2']],
    ['web', ['web-1', 'db-1'], ['web-1']],
    ['wbe-1', ['web-1', 'database-1'], ['web-1']],
    ['zzz', ['web-1'], []],
    ['web-', ['web-4', 'web-3', 'web-2', 'web-1'], ['web-1', 'web-2', 'web-3']],
  ])('of %s among %j', (wanted, known, near) => {
    expect(nearNames(wanted, known)).toEqual(near);
  });

  it('are put into one sentence', () => {
    expect(notFound('web-11', 'default', ['web-1', 'web-2'], [])).toContain('did you mean web-1 or web-2?');
    expect(notFound('web-1', 'default', [], ['prod'])).toContain('there is one in prod');
    expect(notFound('web-1', 'default', [], [])).toContain('bedplate list');
  });
});
