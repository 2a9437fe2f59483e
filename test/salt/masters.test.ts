import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteSaltKey } from '../../activities/claims/note-salt-key.ts';
import { saltMasterActivities } from '../../activities/salt-master/activities.ts';
import type { MasterMemory } from '../../activities/salt-master/judge.ts';
import { saltMinionActivities } from '../../activities/salt-minion/activities.ts';
import type { MinionMemory } from '../../activities/salt-minion/judge.ts';
import { createOpenMaster } from '../../activities/salt/masters.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { fingerprintsOf } from '../../api/salt/minion-key.ts';
import { GitRepository } from '../../hack/salt/git-repository.ts';
import { newJid } from '../contract/suites/salt-api.ts';
import { eventually } from '../e2e/dsl/eventually.ts';
import { aClaimedNode, aNodeIn, readClaim } from '../unit/activities/claimed-node.ts';
import { aMaster } from '../unit/activities/salted-node.ts';
import { buildDatacenter, type Datacenter } from '../workflow/dsl/datacenter.ts';
import { InstalledSalt, LOGIN } from './dsl/installed-salt.ts';

jest.setTimeout(180_000);

const MASTER = { namespace: 'default', name: 'master-1' };
const TOP = "{{ saltenv }}:\n  '*': [site]\n";
/** Its comment is what the pillar says. */
const SITE = [
  'site:',
  '  test.configurable_test_state:',
  '    - changes: true',
  '    - result: true',
  '    - comment: "{{ pillar.colour }}"',
  '',
].join('\n');

let place: Datacenter;
let installed: InstalledSalt;
let repository: GitRepository;
let folder: string;
let url: string;
let memory: MasterMemory = {};

beforeAll(async () => {
  place = await buildDatacenter({ assets: 2 });
  installed = await InstalledSalt.prepare();
  const node = await aNodeIn(place, 'salt-1');
  const condition = {
    type: 'Ready',
    status: 'True',
    reason: 'Succeeded',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  } as const;
  await place.cluster.applyStatus(computeNode, {
    metadata: node,
    status: { observedGeneration: 1, conditions: [condition] },
  });
  place.cluster.getSecret = async () => ({ version: '1', values: LOGIN });
  const api = { url: installed.url, credentialsSecretRef: { name: 'salt-api' } };
  await aMaster(place, { external: false, computeNode: 'salt-1', api });
  await installed.installMaster(place.cluster, 'salt-1');
  folder = mkdtempSync(join(tmpdir(), 'bedplate-states-'));
  repository = new GitRepository(folder);
  url = repository.url;
}, 180_000);
afterAll(async () => {
  await installed.close();
  place.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function commit(colour: string, more: Record<string, string> = {}): string {
  return repository.commit({
    'states/top.sls': TOP,
    'states/site.sls': SITE,
    'pillar/top.sls': TOP,
    'pillar/site.sls': `colour: ${colour}\n`,
    'README.md': 'not served',
    ...more,
  });
}

/** As `git ls-tree -r` has them below the folder of the states. */
const statesOf = (sha: string) =>
  repository
    .files(sha)
    .filter((path) => path.startsWith('states/'))
    .map((path) => path.slice('states/'.length));

/** The master's chain looks, after somebody has edited its object. */
async function masterLooks(spec: object) {
  await place.cluster.mergePatch(saltMaster, MASTER, { spec });
  const master = await place.cluster.get(saltMaster, MASTER);
  const open = createOpenMaster(place.cluster, async () => installed.salt);
  const { 'master.tend': tend } = saltMasterActivities({ client: place.cluster, salt: open });
  const seen = await tend({ ref: { ...MASTER, uid: master?.metadata.uid ?? '' }, memory });
  if (seen.outcome !== 'looked') throw new Error(`the look found it ${seen.outcome}`);
  memory = seen.memory;
  return seen.report;
}

const repo = (more: object = {}) => ({ repo: { url, path: 'states', pillarPath: 'pillar', ...more } });
const atCommit = (sha: string) => ({ ...repo(), revision: { commit: sha, branch: null } });
const atBranch = (branch: string) => ({ ...repo(), revision: { branch, commit: null } });

async function colourOn(minion: string, sha: string): Promise<string | undefined> {
  const { salt } = installed;
  const jid = newJid();
  await salt.submit({ jid, fun: 'state.apply', minions: [minion], kwargs: { saltenv: sha, queue: true } });
  const returned = await eventually(
    `the return of ${jid}`,
    async () => (await salt.job(jid))?.returns[minion],
    120_000,
  );
  const [state] = Object.values(returned.return as Record<string, { comment?: string }>);
  return state?.comment;
}

let red: string;
let blue: string;

test('two commits are served side by side, each with exactly the files that git has of it', async () => {
  red = commit('red', { 'states/only/red.sls': SITE, '.gitattributes': 'states/only export-ignore\n' });
  blue = commit('blue', { 'states/.hidden/file': 'x' });
  // Whoever asks too early must not make Salt believe that it is empty.
  expect(await installed.salt.fileList(blue)).toEqual([]);
  for (const sha of [red, blue]) {
    expect(await masterLooks(atCommit(sha))).toMatchObject({ commit: sha, commitServed: { status: 'True' } });
  }

  expect(statesOf(red)).toContain('only/red.sls');
  expect(statesOf(blue)).toEqual(['.hidden/file', 'site.sls', 'top.sls']);
  expect(await installed.salt.fileList(red)).toEqual(statesOf(red));
  expect(await installed.salt.fileList(blue)).toEqual(statesOf(blue));
});

describe('a minion', () => {
  const minion = { namespace: 'default', name: 'web-1' };
  let known: MinionMemory = {};
  let key: string;

  beforeAll(async () => {
    const node = await aClaimedNode(place);
    await place.cluster.create(saltMinion, {
      metadata: minion,
      spec: { computeNode: 'web-1', master: 'master-1', roles: ['web'] },
    });
    key = await installed.installMinion(place.cluster, 'web-1');
    const claim = await readClaim(place, node.claim.asset);
    if (claim) await noteSaltKey(place.cluster, claim, key);
  }, 60_000);

  async function looks() {
    const object = await place.cluster.get(saltMinion, minion);
    const open = createOpenMaster(place.cluster, async () => installed.salt);
    const { 'minion.tend': tend } = saltMinionActivities({ client: place.cluster, salt: open, gatherMs: 5 });
    const seen = await tend({ ref: { ...minion, uid: object?.metadata.uid ?? '' }, memory: known });
    if (seen.outcome !== 'looked') throw new Error(`the look found it ${seen.outcome}`);
    known = seen.memory;
    return seen.report;
  }

  test('is kept out while it has another key than the install told: both fingerprints are shown', async () => {
    installed.copy('impostor', installed.machine('web-1'), 'without its key');
    await installed.start('impostor');
    await eventually(
      'the impostor asks',
      async () => (await installed.salt.fingerprints(['web-1'])).length > 0,
      60_000,
    );

    const report = await looks();
    const [asks] = await installed.salt.fingerprints(['web-1']);
    expect(report).toMatchObject({ key: 'Impostor', presented: asks?.fingerprint });
    expect(fingerprintsOf(key)).toContain(report.fingerprint);
    expect(report.presented).not.toBe(report.fingerprint);
    expect((await installed.salt.keys()).Accepted).toEqual([]);
    expect((await installed.salt.submit({ jid: newJid(), fun: 'state.apply', minions: ['web-1'] })).missing).toEqual([
      'web-1',
    ]);
    await installed.end('impostor');
  });

  test('is let in with the key that the install told, although an impostor came first', async () => {
    await installed.start('web-1');
    const report = await eventually(
      'it is accepted',
      async () => {
        const found = await looks();
        return found.key === 'Accepted' && found.rolesApplied.status === 'True' && found;
      },
      120_000,
    );

    expect(await installed.salt.fingerprints(['web-1'])).toEqual([
      { minion: 'web-1', state: 'Accepted', fingerprint: report.fingerprint },
    ]);
    expect(fingerprintsOf(key)).toContain(report.fingerprint);
    await place.cluster.applyStatus(saltMinion, { metadata: minion, status: { key: 'Accepted' } });
  });

  test('refuses another master that stands where its own did, even one that lets it in', async () => {
    const other = await InstalledSalt.prepare();
    try {
      await other.installMaster(place.cluster, 'salt-1');
      other.copy('web-1', installed.machine('web-1'), 'with its key');
      await other.start('web-1', 'ends');
      const keys = await eventually(
        'it asks to be let in',
        async () => {
          const found = await other.salt.fingerprints(['web-1']);
          return found.length > 0 && found;
        },
        60_000,
      );
      expect((await other.salt.acceptKeys(keys))[0]).toMatchObject({ outcome: 'Accepted' });

      const log = await eventually(
        'it turns away',
        async () => {
          const text = other.logOf('web-1');
          return text.includes("Does not match the authenticating master's key") && text;
        },
        60_000,
      );
      expect(log).toContain(await installed.salt.masterFingerprint());
      expect(await other.salt.run({ fun: 'test.ping', minions: ['web-1'] })).toEqual({});
    } finally {
      await other.close();
    }
  });

  test('runs states with the pillar of the same commit, of one as of the other', async () => {
    expect(await colourOn('web-1', red)).toBe('red');
    expect(await colourOn('web-1', blue)).toBe('blue');
  });

  test('gets a new commit of the branch from a master that was not restarted', async () => {
    const pid = installed.pidOf('salt-master');
    const green = commit('green');
    expect(await masterLooks(atBranch('main'))).toMatchObject({ commit: green, statesCompile: { status: 'True' } });

    expect(await installed.salt.fileList(green)).toEqual(statesOf(green));
    expect(await colourOn('web-1', green)).toBe('green');
    expect(await colourOn('web-1', red)).toBe('red');
    expect(installed.pidOf('salt-master')).toBe(pid);
  });

  test('tells, in the words of Salt, that a commit does not compile, and that the next one does', async () => {
    const broken = commit('black', { 'states/site.sls': 'x:\n  test.nop:\n    - foo: {{ nothing.at.all }}\n' });
    expect(await masterLooks(atBranch('main'))).toMatchObject({
      commit: broken,
      commitServed: { status: 'True' },
      statesCompile: {
        status: 'False',
        reason: 'CompileError',
        message: expect.stringContaining("Jinja variable 'nothing' is undefined; line 3") as string,
      },
    });

    const mended = commit('white');
    expect(await masterLooks(atBranch('main'))).toMatchObject({ commit: mended, statesCompile: { status: 'True' } });
  });
});

describe('what git has not is told in its own words', () => {
  const rows: [what: string, spec: () => object, reason: string, words: string][] = [
    ['a commit', () => atCommit('0'.repeat(40)), 'NotFound', `not our ref ${'0'.repeat(40)}`],
    ['a branch', () => atBranch('nope'), 'NotFound', "couldn't find remote ref refs/heads/nope"],
    [
      'a repository',
      () => ({ ...atBranch('main'), ...repo({ url: 'file:///nowhere' }) }),
      'Unavailable',
      "'/nowhere' does not appear to be a git repository",
    ],
  ];

  test.each(rows)('%s', async (_what, spec, reason, words) => {
    const { commit: before, commitServed, served } = await masterLooks(spec());

    expect(commitServed).toMatchObject({ status: 'False', reason, message: expect.stringContaining(words) as string });
    expect(before).toBe(memory.commit);
    expect(served).toEqual(expect.arrayContaining([red, blue]));
  });
});
