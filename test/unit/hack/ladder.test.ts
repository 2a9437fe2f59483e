import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { climb, type Rung } from '../../../hack/tools/ladder.ts';
import { newestCached, rungsFor } from '../../../hack/tools/rungs.ts';
import type { Tool } from '../../../hack/tools/tool.ts';
import { parseVersion } from '../../../hack/tools/version.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedplate-ladder-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('climb', () => {
  const missing = (why: string, slow = false): Rung => ({ slow, find: async () => ({ kind: 'missed', why }) });
  const found = (path: string, slow = false): Rung => ({ slow, find: async () => ({ kind: 'found', path }) });

  test('takes the first hit without a word', async () => {
    const told: string[] = [];
    const path = await climb(tool(), [missing('no setting'), found('/a'), found('/b')], (line) => told.push(line));
    expect(path).toBe('/a');
    expect(told).toEqual([]);
  });

  test('tells every miss before a slow rung begins', async () => {
    const told: string[] = [];
    await climb(tool(), [missing('no setting'), missing('PATH has none'), found('/built', true)], (line) =>
      told.push(line),
    );
    expect(told).toEqual(['widget: no setting', 'widget: PATH has none']);
  });

  test('names everything tried when nothing is found', async () => {
    const rungs = [missing('no setting'), missing('go is missing', true)];
    await expect(climb(tool(), rungs, () => undefined)).rejects.toThrow(
      'widget could not be had. Tried: no setting; go is missing.',
    );
  });
});

describe('the rungs', () => {
  const climbFor = (env: Record<string, string>, given: Tool = tool()) =>
    climb(given, rungsFor(join(folder, 'cache'), env), () => undefined);

  test('a setting wins over the cache', async () => {
    const chosen = program('chosen/widget', '2.1.0');
    program('cache/bin/widget-2.0.0', '2.0.0');
    await expect(climbFor({ WIDGET_HOME: join(folder, 'chosen') })).resolves.toBe(chosen);
  });

  test('a setting that is too old is a miss, and the cache is next', async () => {
    program('chosen/widget', '1.9.9');
    const cached = program('cache/bin/widget-2.0.0', '2.0.0');
    await expect(climbFor({ WIDGET_HOME: join(folder, 'chosen') })).resolves.toBe(cached);
  });

  test('PATH is searched to its end for a version that is new enough', async () => {
    program('old/widget', '1.0.0');
    const fresh = program('new/widget', '2.0.1');
    await expect(climbFor({ PATH: `${join(folder, 'old')}:${join(folder, 'new')}` })).resolves.toBe(fresh);
  });

  test('what is on PATH and too old is said, with both versions', async () => {
    const old = program('old/widget', '1.0.0');
    await expect(climbFor({ PATH: join(folder, 'old') }, tool('go is missing'))).rejects.toThrow(
      `WIDGET_HOME is not set; the tool cache ${join(folder, 'cache')} has none; ` +
        `PATH has ${old}, version 1.0.0, older than 2.0.0; there is no prebuilt download for it; go is missing`,
    );
  });

  test('the last rung installs into the cache, once', async () => {
    const installed = await climbFor({});
    expect(installed).toBe(join(folder, 'cache', 'bin', 'widget-2.5.0'));
    await expect(climbFor({}, tool('must not be called'))).resolves.toBe(installed);
  });

  test('two set-ups at once install once and agree', async () => {
    let installs = 0;
    const counted = tool(undefined, () => (installs += 1));
    const paths = await Promise.all([climbFor({}, counted), climbFor({}, counted)]);
    expect(new Set(paths).size).toBe(1);
    expect(installs).toBe(1);
  });
});

describe('newestCached', () => {
  const wanted = { name: 'widget', minimum: [2, 0, 0] } as const;

  test('takes the newest that is new enough', () => {
    const files = ['widget-1.0.0', 'widget-2.9.0', 'widget-2.10.0', 'gadget-9.0.0'];
    expect(newestCached(wanted, files)).toBe('widget-2.10.0');
  });

  test('passes over unfinished files and other tools', () => {
    expect(newestCached(wanted, ['widget-2.0.0.123.part', 'widget-extra-2.0.0', 'widget'])).toBeUndefined();
  });
});

function tool(failure?: string, onInstall: () => void = () => undefined): Tool {
  return {
    name: 'widget',
    minimum: [2, 0, 0],
    pinned: [2, 5, 0],
    versionArgs: ['--version'],
    readVersion: parseVersion,
    setting: { variable: 'WIDGET_HOME', holds: 'directory' },
    exportedAs: 'BEDPLATE_WIDGET',
    release: undefined,
    registry: {
      describe: 'installing it',
      async install({ target }) {
        if (failure) throw new Error(failure);
        onInstall();
        writeFileSync(target, '');
      },
    },
  };
}

function program(path: string, version: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "widget ${version}"\n`);
  chmodSync(file, 0o755);
  return file;
}
