// npm run demo: a whole stack, an example datacenter and a NodePool whose nodes become machines before your eyes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDemo } from './demo/run-demo.ts';
import { runInForeground } from './stack/foreground.ts';
import { narrate, summary } from './stack/narrate.ts';
import type { Stack } from './stack/stack.ts';

const usage = 'npm run demo [-- [--exit] [--state-dir DIR]]';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();

async function main(argv: string[]): Promise<number> {
  const { exit, given } = readOptions(argv);
  const stateDir = given ?? mkdtempSync(join(tmpdir(), 'bedplate-demo-'));
  let isGood = false;
  console.log(`Bedplate demo; everything of it lies in ${stateDir}.`);
  await runInForeground(
    { stateDir },
    {
      outlivesParent: false,
      onEvent: (event) => console.log(narrate(event)),
      async onReady(stack, abort) {
        isGood = await runDemo({ stack, verify: exit, abort, say: (text) => console.log(text) });
        if (exit || abort.aborted) return 'end';
        console.log(summary(stack.file, stack.stateDir, tries(stack)));
        console.log('Ctrl-C ends the stack.');
        return 'stay';
      },
    },
  );
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

function readOptions(argv: string[]): { exit: boolean; given: string | undefined } {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { exit: { type: 'boolean' }, 'state-dir': { type: 'string' } },
    });
    return { exit: values.exit ?? false, given: values['state-dir'] };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)} Usage: ${usage}`);
    process.exit(2);
  }
}
