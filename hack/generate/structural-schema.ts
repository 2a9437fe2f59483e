import { z } from 'zod';

/** An OpenAPI v3 schema as the apiserver takes it: every node has a type, and nothing is said by union. */
export interface StructuralSchema {
  type?: string;
  format?: string;
  description?: string;
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  enum?: string[];
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema | boolean;
  items?: StructuralSchema;
  required?: string[];
  [keyword: string]: unknown;
}

const notStructural = ['anyOf', 'oneOf', 'allOf', 'not', '$ref', 'pattern'];

/** The schema of a kind's fields for its CRD. Throws on what the apiserver would refuse, naming the field. */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  const raw = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', reused: 'inline' }) as StructuralSchema;
  return structural(raw, '');
}

function structural(node: StructuralSchema, field: string): StructuralSchema {
  if (node['x-kubernetes-int-or-string']) return intOrString(node);
  const { propertyNames: _, ...kept } = node;
  refuse(kept, field);
  if (kept.type === 'integer') return integer(kept);
  if (kept.type === 'array') return { ...kept, items: structural(kept.items ?? {}, `${field}[]`) };
  if (kept.type === 'object') return object(kept, field);
  return kept;
}

/** The apiserver's one union; its bounds are rules. */
function intOrString({ anyOf: _, ...kept }: StructuralSchema): StructuralSchema {
  return kept;
}

/** Without bounds of its own it has those of a safe integer: beyond them JavaScript reads another number. */
function integer({ minimum, maximum, ...rest }: StructuralSchema): StructuralSchema {
  return { ...rest, format: 'int64', minimum, maximum };
}

function object({ properties, additionalProperties, ...rest }: StructuralSchema, field: string): StructuralSchema {
  if (rest['x-kubernetes-preserve-unknown-fields']) return rest;
  const named = Object.entries(properties ?? {});
  // The apiserver takes one of the two, and prunes what has no name by itself.
  if (named.length === 0 && typeof additionalProperties === 'object') {
    return { ...rest, additionalProperties: structural(additionalProperties, `${field}{}`) };
  }
  return {
    ...rest,
    properties: Object.fromEntries(named.map(([name, child]) => [name, structural(child, `${field}.${name}`)])),
  };
}

function refuse(node: StructuralSchema, field: string): void {
  const place = field === '' ? 'the object' : field.slice(1);
  const found = notStructural.find((keyword) => keyword in node);
  if (found === 'pattern') throw new Error(`${place}: say it with matching(), so that the apiserver answers in words.`);
  if (found) throw new Error(`${place}: "${found}" is not structural; use one object and a rule.`);
  if (!node.type) throw new Error(`${place}: has no type; the apiserver needs one.`);
  if (node.type === 'string' && !node.enum && node.maxLength === undefined) {
    throw new Error(`${place}: has no maxLength, without which the cost of its rules has no bound.`);
  }
  if (node.type === 'array' && node.maxItems === undefined) {
    throw new Error(`${place}: has no maxItems, without which the cost of its rules has no bound.`);
  }
}
