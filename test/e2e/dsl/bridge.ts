import type { World } from './world.ts';

/** A bridge as its operator sees it: its log, and what it serves. */
export function bridgeOf({ stack }: World, name = 'bridge-0') {
  async function get(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${stack.file.metrics[name]}${path}`, { signal: AbortSignal.timeout(5_000) });
    return { status: response.status, text: await response.text() };
  }

  return {
    name,
    log: () => stack.logs(name),
    ready: () => get('/readyz'),
    get pid(): number {
      const pid = stack.file.processes.find((process) => process.name === name)?.pid;
      if (!pid) throw new Error(`${name} is not running`);
      return pid;
    },
    /** The sum over all labels that `labels` allows. */
    async metric(metric: string, labels: RegExp = /(?:)/): Promise<number> {
      const { text } = await get('/metrics');
      return text
        .split('\n')
        .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
        .filter((line) => labels.test(line))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
  };
}
