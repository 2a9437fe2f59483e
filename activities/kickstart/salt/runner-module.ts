import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of the runner module that masters get. */
export const RUNNER_MODULE = readFileSync(join(import.meta.dirname, 'bedplate.py'), 'utf8');
