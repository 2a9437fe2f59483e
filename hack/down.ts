// npm run down: ends exactly the processes of one stack, and returns when they are gone.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endStack } from './stack/end.ts';

const { values } = parseArgs({ options: { 'state-dir': { type: 'string' } } });
if (!values['state-dir']) {
  console.error('--state-dir is missing: it says which stack to end. Usage: npm run down -- --state-dir DIR');
  process.exit(2);
}
try {
  console.log(await endStack(resolve(values['state-dir'])));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
