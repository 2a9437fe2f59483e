import { parseNodes } from '../../../starter/read-nodes.ts';

const node = `
apiVersion: compute.tess.io/v1alpha1
kind: ComputeNode
metadata: {name: web-1}
spec: {provider: native, flavor: bm-standard, osImage: {name: rhel9-base}}
`;

describe('ComputeNodes of a file', () => {
  it('get the namespace of the command and their defaults', () => {
    const [read] = parseNodes(`kind: Rack\n---${node}`, 'f.yaml', 'prod');

    expect(read).toMatchObject({ metadata: { name: 'web-1', namespace: 'prod' }, spec: { deletionPolicy: 'Wipe' } });
  });

  it('may have fields of null, which count as absent', () => {
    const [read] = parseNodes(node.replace('provider:', 'hostname: null, sshKeys:, provider:'), 'f.yaml', 'prod');

    expect(read?.spec).toMatchObject({ sshKeys: [] });
    expect(read?.spec).not.toHaveProperty('hostname');
  });

  it('are none in an empty file', () => {
    expect(parseNodes('', 'f.yaml', 'default')).toEqual([]);
  });

  it.each([
    ['a wrong field', node.replace('bm-standard', 'BM'), 'spec.flavor: must be a lower-case name'],
    ['no name', node.replace('{name: web-1}', '{}'), 'has no metadata.name'],
    ['broken YAML', 'a: [', 'is no valid YAML'],
  ])('are refused for %s', (_, text, words) => {
    expect(() => parseNodes(text, 'f.yaml', 'default')).toThrow(words);
  });
});
