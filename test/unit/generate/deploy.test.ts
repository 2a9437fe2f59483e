import { kinds } from '../../../api/kinds/index.ts';
import type { Kind } from '../../../api/kinds/kind.ts';
import { bridgedKinds } from '../../../crd-bridge/kinds/index.ts';
import { crdOf } from '../../../hack/generate/crd.ts';
import { rbac } from '../../../hack/generate/rbac.ts';

interface Role {
  kind: string;
  metadata: { name: string };
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

const roles = rbac(kinds).filter((object) => 'rules' in object) as Role[];

function verbsOf(roleName: string, resource: string): string[] {
  const rules = roles.filter(({ metadata }) => metadata.name === roleName).flatMap(({ rules }) => rules);
  return rules.filter(({ resources }) => resources.includes(resource)).flatMap(({ verbs }) => verbs);
}

describe('CRDs', () => {
  it.each(kinds.map((kind) => [kind.kind, kind] as const))('%s has the parts that every kind has', (_, kind) => {
    const { spec, metadata } = crdOf(kind);

    expect(metadata.name).toBe(`${kind.plural}.${kind.group}`);
    expect(spec.names.categories).toEqual(['fleet']);
    expect(spec.versions).toHaveLength(1);
    expect(spec.versions[0]?.subresources).toHaveProperty('status', {});
    expect(spec.versions[0]?.additionalPrinterColumns.at(-1)?.name).toBe('Age');
    expect(spec.versions[0]?.schema.openAPIV3Schema.properties).toHaveProperty('status');
  });

  it('let a pool be scaled by kubectl and autoscalers', () => {
    const scaled = (kinds as readonly Kind[]).filter((kind) => kind.scale);

    expect(scaled.map(({ kind }) => kind)).toEqual(['NodePool']);
    expect(scaled.map((kind) => crdOf(kind).spec.versions[0]?.subresources)).toEqual([
      {
        status: {},
        scale: {
          specReplicasPath: '.spec.replicas',
          statusReplicasPath: '.status.replicas',
          labelSelectorPath: '.status.selector',
        },
      },
    ]);
  });

  it('have short names of their own', () => {
    const names = kinds.flatMap(({ shortNames }) => shortNames);

    expect(new Set(names).size).toBe(names.length);
  });
});

describe('roles', () => {
  it.each(kinds.map(({ plural }) => plural))('the command only reads %s, and makes operations', (plural) => {
    const made = plural === 'nodeoperations' ? ['create'] : [];
    expect(verbsOf('bedplate-starter', plural)).toEqual(['get', 'list', 'watch', ...made]);
  });

  it('only the worker makes claims and reads Secrets', () => {
    const canCreate = (name: string) => verbsOf(name, 'assetclaims').includes('create');

    expect(['bedplate-bridge', 'bedplate-worker', 'bedplate-starter'].filter(canCreate)).toEqual(['bedplate-worker']);
    expect(verbsOf('bedplate-worker', 'secrets')).toEqual(['get']);
    expect([...verbsOf('bedplate-bridge', 'secrets'), ...verbsOf('bedplate-starter', 'secrets')]).toEqual([]);
  });

  it('nobody deletes what only a person writes', () => {
    const deleted = roles.flatMap(({ rules }) => rules).filter(({ verbs }) => verbs.includes('delete'));

    expect(deleted.flatMap(({ resources }) => resources).sort()).toEqual([
      'assetclaims',
      'computenodes',
      'controllerrevisions',
      'ipaddresses',
      // Deployments make these, and delete their own alone.
      'saltmasters',
      'saltminions',
      'salttransactions',
    ]);
  });

  const held = bridgedKinds.filter(({ chain }) => chain?.finalizer).map(({ kind }) => kind.plural);
  it.each(held)('of %s the bridge puts the finalizer on, and the worker takes it off', (plural) => {
    expect(verbsOf('bedplate-bridge', plural)).toContain('patch');
    expect(verbsOf('bedplate-worker', plural)).toContain('patch');
  });

  it('the worker makes the transactions, minions and masters of a deployment', () => {
    expect(verbsOf('bedplate-worker', 'saltmasters')).toContain('create');
    expect(verbsOf('bedplate-worker', 'salttransactions')).toContain('create');
    expect(verbsOf('bedplate-worker', 'saltminions')).toContain('create');
  });
});
