import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { staleFiles, writeFiles, yamlFile } from '../../../hack/generate/generated-file.ts';

const files = [yamlFile('out/a.yaml', [{ on: 1 }]), yamlFile('b.yaml', [{ b: 2 }, { c: 3 }])];
let root = '';

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'bedplate-'))));
afterEach(() => rmSync(root, { recursive: true }));

describe('generated files', () => {
  it('say that nobody edits them, and survive YAML 1.1', () => {
    expect(files[0]?.content).toBe('# generated; run npm run generate\n"on": 1\n');
    expect(files[1]?.content).toContain('b: 2\n---\nc: 3\n');
  });

  it('are stale when missing, changed or left over', () => {
    expect(staleFiles(root, files, ['out'])).toEqual(['out/a.yaml', 'b.yaml']);

    writeFiles(root, files, ['out']);
    expect(staleFiles(root, files, ['out'])).toEqual([]);

    writeFileSync(join(root, 'b.yaml'), 'edited');
    mkdirSync(join(root, 'out'), { recursive: true });
    writeFileSync(join(root, 'out', 'old.yaml'), '');
    expect(staleFiles(root, files, ['out'])).toEqual(['b.yaml', 'out/old.yaml']);

    writeFiles(root, files, ['out']);
    expect(readdirSync(join(root, 'out'))).toEqual(['a.yaml']);
  });
});
