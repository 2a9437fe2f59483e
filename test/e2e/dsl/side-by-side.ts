import type { World } from './world.ts';

export type Stories = Readonly<Record<string, () => Promise<void>>>;

interface SideBySide {
  world: () => World;
  stories: readonly ((world: World) => Stories)[];
}

const STORY_MS = 300_000;

/** Stories of one world, told at once: each keeps to assets and names of its own, and is a test of its own. */
export function describeSideBySide(name: string, { world, stories }: SideBySide): void {
  describe(name, () => {
    const tell = () => stories.flatMap((of) => Object.entries(of(world())));
    const running = new Map<string, Promise<void>>();
    beforeAll(() => {
      for (const [what, story] of tell()) running.set(what, story());
      // Its own test tells of it; until that comes, nobody else does.
      for (const story of running.values()) story.catch(() => undefined);
    });

    // Names don't depend on the world, which is not there yet.
    const names = stories.flatMap((of) => Object.keys(of({} as World)));
    test.each(names)('%s', (what) => running.get(what), STORY_MS);
  });
}
