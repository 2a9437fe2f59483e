// npm run bench -- NAME [options]: runs bench/NAME.ts.
import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { inCheckout } from './checkout.ts';

const name = process.argv[2] ?? '';
const folder = inCheckout('bench');
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts')) : [];

if (files.includes(`${name}.ts`)) {
  // The benchmark finds its own options where a program's options stand.
  process.argv.splice(2, 1);
  await import(inCheckout('bench', `${name}.ts`));
} else {
  const names = files.map((file) => basename(file, '.ts')).join(', ') || 'none yet';
  console.error(`There is no benchmark "${name}". There are: ${names}.`);
  process.exitCode = 2;
}
