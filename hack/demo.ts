// npm run demo: a whole stack, an example datacenter and a NodePool whose nodes become machines before your eyes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realSalt, unfitForSalt } from './demo/real-salt.ts';
import { runDemo } from './demo/run-demo.ts';
import { type DemoSalt, simulatedSalt } from './demo/salt.ts';
import { runInForeground } from './stack/foreground.ts';
import { narrate, summary } from './stack/narrate.ts';
import type { Stack, StackEvent } from './stack/stack.ts';

const usage = 'npm run demo [-- [--exit] [--salt simulated|real] [--state-dir DIR]]';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();

async function main(argv: string[]): Promise<number> {
  const { exit, given, isReal } = readOptions(argv);
  const stateDir = given ?? mkdtempSync(join(tmpdir(), 'bedplate-demo-'));
  const onEvent = (event: StackEvent) => console.log(narrate(event));
  let isGood = false;
  let salt: DemoSalt | undefined;
  console.log(`Bedplate demo; everything of it lies in ${stateDir}.`);
  try {
    await runInForeground(
      { stateDir },
      {
        outlivesParent: false,
        onEvent,
        async onReady(stack, abort) {
          salt = isReal ? await realSalt(stack, abort, onEvent) : await simulatedSalt(stack);
          isGood = await runDemo({ stack, salt, verify: exit, abort, say: (text) => console.log(text) });
          if (exit || abort.aborted) return 'end';
          console.log(summary(stack.file, stack.stateDir, tries(stack)));
          console.log('Ctrl-C ends the stack.');
          return 'stay';
        },
      },
    );
  } finally {
    await salt?.end();
  }
  if (isGood && given === undefined) rmSync(stateDir, { recursive: true, force: true });
  if (!isGood) console.error(`The demo did not get to its end; the logs are in ${join(stateDir, 'logs')}.`);
  return isGood ? 0 : 1;
}

function tries({ file, stateDir }: Stack): string[] {
  return [
    `kubectl --kubeconfig ${file.kubeconfig} get computenodes -o wide`,
    `npx bedplate --state-dir ${stateDir} rollout status web`,
    `kubectl --kubeconfig ${file.kubeconfig} scale nodepool web --replicas 8`,
  ];
}

function readOptions(argv: string[]): { exit: boolean; given: string | undefined; isReal: boolean } {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { exit: { type: 'boolean' }, salt: { type: 'string' }, 'state-dir': { type: 'string' } },
    });
    const { exit = false, salt = 'simulated', 'state-dir': given } = values;
    if (salt !== 'simulated' && salt !== 'real') throw new Error(`--salt is simulated or real, not "${salt}".`);
    const unfit = salt === 'real' && given !== undefined ? unfitForSalt(given) : undefined;
    if (unfit !== undefined) throw new Error(unfit);
    return { exit, given, isReal: salt === 'real' };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)} Usage: ${usage}`);
    process.exit(2);
  }
}
