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

  it('are refused with the number of the document, and with the status of wrong usage', () => {
    const text = `kind: Rack\n---${node}---${node.replace('bm-standard', 'BM')}`;

    expect(() => parseNodes(text, 'f.yaml', 'default')).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /^f.yaml, document 3: ComputeNode web-1 would be refused:\n {2}- spec.flavor: must be/,
        ) as string,
        exit: 2,
      }),
    );
  });
});

describe('the nodes of a NodePool', () => {
  const pool = (replicas: number, label = 'web') => `
kind: NodePool
metadata: {name: web, namespace: prod}
spec:
  replicas: ${replicas}
  selector: {app: web}
  template:
    metadata: {labels: {app: ${label}}}
    spec: {provider: native, flavor: bm-standard, osImage: {name: rhel9-base}}
`;

  it('are as many as it wants, of its template, in its namespace', () => {
    const nodes = parseNodes(pool(3), 'f.yaml', 'default');

    expect(nodes.map(({ metadata }) => metadata.name)).toEqual(['web-1', 'web-2', 'web-3']);
    expect(nodes[0]).toMatchObject({
      kind: 'ComputeNode',
      metadata: { namespace: 'prod', labels: { app: 'web', 'compute.tess.io/pool': 'web' } },
      spec: { flavor: 'bm-standard', deletionPolicy: 'Wipe' },
    });
  });

  it('are none when the pool would be refused', () => {
    expect(() => parseNodes(pool(1, 'db'), 'f.yaml', 'default')).toThrow(/NodePool web would be refused:\n.*selector/);
  });
});
