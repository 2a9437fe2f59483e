import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_TEMPLATES } from '../../../activities/kickstart/templates/built-in.ts';
import { templateVariables } from '../../../activities/kickstart/templates/variables.ts';
import { ADDRESSES, aPlan } from './a-plan.ts';

const page = readFileSync(join(__dirname, '../../../docs/os-images.md'), 'utf8');
const sections = { system: '', network: '', source: '', storage: '', packages: '', scripts: '' };
const { disks, ...variables } = templateVariables(aPlan(), ADDRESSES.v4, 9, sections);

/** Every name that a template can use, and the list that it is below. */
function names(value: object, path: string): string[] {
  return Object.entries(value).flatMap(([name, below]) => {
    const full = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(below)) return Object.keys(below[0] as object).map((field) => `${full}[] ${field}`);
    return below !== null && typeof below === 'object' ? names(below as object, full) : [full];
  });
}

const all = names(variables, '');

it('finds names to look for', () => {
  expect(all.length).toBeGreaterThan(25);
  expect(disks).toEqual(['a']);
});

it.each(all)('%s stands in the table of docs/os-images.md', (name) => {
  const [list, field] = name.split(' ');
  const rows = page.split('\n').filter((row) => row.startsWith('|'));

  expect(rows.some((row) => row.includes(`\`${list}\``) && (field === undefined || row.includes(`\`${field}\``)))).toBe(
    true,
  );
});

it('the built-in template stands there as it is', () => {
  expect(page).toContain(`\`\`\`liquid\n${BUILT_IN_TEMPLATES['rhel9-default']}\`\`\``);
});
