import { API_VERSION } from '../../api/groups.ts';
import type { Kind, PrinterColumn } from '../../api/kinds/kind.ts';
import { structuralSchema } from './structural-schema.ts';

/** The CustomResourceDefinition of a kind. */
export function crdOf(kind: Kind) {
  const { group, plural, shortNames, namespaced } = kind;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural,
        singular: kind.kind.toLowerCase(),
        ...(shortNames.length > 0 ? { shortNames: [...shortNames] } : {}),
        categories: ['fleet'],
      },
      versions: [
        {
          name: API_VERSION,
          served: true,
          storage: true,
          subresources: { status: {}, ...(kind.scale ? { scale: kind.scale } : {}) },
          additionalPrinterColumns: kind.columns.map(printerColumn),
          schema: { openAPIV3Schema: schemaOf(kind) },
        },
      ],
    },
  };
}

function printerColumn({ name, type, jsonPath, description, priority }: PrinterColumn) {
  return {
    name,
    type,
    jsonPath,
    ...(description ? { description } : {}),
    ...(priority ? { priority } : {}),
  };
}

function schemaOf(kind: Kind) {
  const { properties, ...rest } = structuralSchema(kind.schema);
  const string = { type: 'string' };
  return {
    ...rest,
    description: kind.description,
    properties: { apiVersion: string, kind: string, metadata: metadataOf(kind), ...properties },
  };
}

/** A name's length is all that a CRD may say of it. */
function metadataOf({ maxNameLength }: Kind) {
  if (maxNameLength === undefined) return { type: 'object' };
  return { type: 'object', properties: { name: { type: 'string', maxLength: maxNameLength } } };
}
