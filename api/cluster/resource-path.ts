import { apiVersionOf, type Kind } from '../kinds/kind.ts';

/** Which object: cluster-scoped kinds have no namespace. */
export interface ObjectRef {
  namespace?: string;
  name: string;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `default/web-1`, or `web-1` where there is no namespace. */
export function objectKey({ namespace, name }: ObjectRef): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The collection of a kind: in one namespace, or in all. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const inNamespace = kind.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `/apis/${apiVersionOf(kind)}${inNamespace}/${kind.plural}`;
}

/** Throws when a namespaced kind is asked for without a namespace: the apiserver would answer a puzzling 404. */
export function objectPath(kind: Kind, ref: ObjectRef, subresource?: 'status'): string {
  if (kind.namespaced && ref.namespace === undefined) throw new Error(`${kind.kind} ${ref.name} needs a namespace.`);
  const path = `${collectionPath(kind, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}
