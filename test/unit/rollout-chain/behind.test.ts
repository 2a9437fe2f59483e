import fc from 'fast-check';
import { RENEWED_LABEL } from '../../../api/groups.ts';
import { apiVersionOf } from '../../../api/kinds/kind.ts';
import { saltMinion, type SaltMinion } from '../../../api/kinds/salt-minion.ts';
import { behindOf, turnOf } from '../../../api/rollout/behind.ts';

const [GOOD, OTHER] = ['a', 'b'].map((digit) => digit.repeat(40)) as [string, string];

interface Told {
  commit?: string;
  renewed?: true;
  fingerprint?: string;
}

function minionOf(name: string, { commit, renewed, fingerprint }: Told): SaltMinion {
  return {
    apiVersion: apiVersionOf(saltMinion),
    kind: saltMinion.kind,
    metadata: { name, namespace: 'default', ...(renewed && { labels: { [RENEWED_LABEL]: 'true' } }) },
    spec: { computeNode: name, master: 'master-1', roles: [] },
    status: { key: 'Accepted', commit, fingerprint },
  };
}

const NAME = 'web-1';
const ANEW = { renewed: true, fingerprint: 'aa:bb' } as const;

test.each<[what: string, minion: Told | undefined, tried: string[], behind: string[]]>([
  ['has the good commit', { commit: GOOD }, [], []],
  ['has another commit', { commit: OTHER }, [], [NAME]],
  ['has none', {}, [], [NAME]],
  ['has no minion', undefined, [], [NAME]],
  ['had its turn', { commit: OTHER }, [NAME], []],
  ['was installed anew since it had the good commit', { commit: GOOD, ...ANEW }, [], [NAME]],
  ['was installed anew since it had its turn', { commit: GOOD, ...ANEW }, [NAME], [NAME]],
  ['had its turn since it was installed anew', { commit: GOOD, ...ANEW }, [`${NAME} aa:bb`], []],
  ['was installed anew once more', { commit: GOOD, ...ANEW }, [`${NAME} cc:dd`], [NAME]],
])('one that %s', (_what, told, tried, behind) => {
  const minions = new Map(told ? [[NAME, minionOf(NAME, told)]] : []);
  const found = behindOf([NAME], minions, GOOD, tried);
  expect(found.behind).toEqual(behind);
  expect(found.renewed).toEqual(behind.length > 0 && told?.renewed ? { [NAME]: told.fingerprint } : {});
});

test('whatever is shown of them meanwhile, each has its turn, some at a time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 130 }), fc.func(fc.boolean()), (count, isShown) => {
      const names = Array.from({ length: count }, (_, index) => `web-${index}`);
      const minions = new Map<string, SaltMinion>();
      const tried: string[] = [];
      for (;;) {
        const { behind, renewed } = behindOf(names, minions, GOOD, tried);
        if (behind.length === 0) break;
        expect(behind.length).toBeLessThanOrEqual(50);
        // Who comes twice would come for ever.
        expect(tried.length + behind.length).toBeLessThanOrEqual(count);
        tried.push(...behind.map((name) => turnOf(name, renewed[name])));
        for (const name of behind.filter(isShown)) minions.set(name, minionOf(name, { commit: GOOD }));
      }
      expect(tried).toEqual(names);
    }),
    { numRuns: 30 },
  );
});
