import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { inCheckout } from '../checkout.ts';
import { readObjects } from '../cluster/yaml-objects.ts';
import { type DatacenterSize, generateDatacenter } from './generate.ts';

export const exampleDatacenter = inCheckout('examples', 'datacenter.yaml');

/** The datacenter of a stack as a file in its state dir: the example, or a generated one of the same kinds. */
export function writeDatacenter(file: string, size: DatacenterSize | undefined): void {
  if (!existsSync(exampleDatacenter)) throw new Error(`${exampleDatacenter} is missing: the checkout is incomplete.`);
  if (!size) return copyFileSync(exampleDatacenter, file);
  const objects = generateDatacenter(size, readObjects(exampleDatacenter));
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
}
