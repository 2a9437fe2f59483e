import { simulatorCredentials } from '../stack/credentials.ts';
import type { Stack } from '../stack/stack.ts';

/** The Salt that a demo rolls its states out with. */
export interface DemoSalt {
  /** URLs of the repository and of salt-api, and who logs in there. */
  repository: string;
  api: string;
  login: { username: string; password: string };
  commits: readonly [first: string, second: string];
  /** How long each step of a rollout may take, on a busy machine too. */
  withinMs: number;
  /** What ran on minions by their own word: "web-x 1111…", once for each run. */
  runs(): Promise<string[]>;
  end(): Promise<void>;
}

/** That of the simulated datacenter. */
export async function simulatedSalt(stack: Stack): Promise<DemoSalt> {
  const repository = 'https://git.example/salt.git';
  const [first, second] = ['1'.repeat(40), '2'.repeat(40)];
  await onSimulator(stack, 'PUT', '/repositories', {
    url: repository,
    branches: { main: first },
    commits: { [first]: {}, [second]: {} },
  });
  return {
    repository,
    api: 'http://salt.example:8000',
    login: simulatorCredentials.salt,
    commits: [first, second],
    withinMs: 3 * 60_000,
    async runs() {
      const { minions } = (await onSimulator(stack, 'GET', '/state')) as {
        minions: { id: string; runs: { fun: string; kwargs: { saltenv?: string } }[] }[];
      };
      return minions.flatMap(({ id, runs }) =>
        runs.filter(({ fun }) => fun === 'state.apply').map(({ kwargs }) => `${id} ${kwargs.saltenv}`),
      );
    },
    end: async () => undefined,
  };
}

export async function onSimulator(stack: Stack, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${stack.file.simulator.admin ?? ''}/_sim${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${method} ${path}.`);
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}
