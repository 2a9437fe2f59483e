import type { z } from 'zod';
import { API_VERSION } from '../groups.ts';

/** One column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date' | 'boolean';
  readonly jsonPath: string;
  readonly description?: string;
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority?: number;
}

/** A kind: what the apiserver needs to know of it, and the schema that everyone else reads it by. */
export interface Kind<S extends z.ZodType = z.ZodType, N extends string = string> {
  readonly group: string;
  /** Of Kubernetes' own kinds; ours share one. */
  readonly version?: string;
  readonly kind: N;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** Where something longer is made of an object's name. */
  readonly maxNameLength?: number;
  readonly description: string;
  /** All fields beside apiVersion, kind and metadata. */
  readonly schema: S;
  readonly columns: readonly PrinterColumn[];
  /** Where `kubectl scale` and autoscalers read and write: JSON paths. */
  readonly scale?: ScalePaths;
}

export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath: string;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

/** An object as the apiserver returns it. */
export type Resource<T = unknown> = { apiVersion: string; kind: string; metadata: ObjectMeta } & T;

export function defineKind<S extends z.ZodType, const N extends string>(kind: Kind<S, N>): Kind<S, N> {
  return kind;
}

export function apiVersionOf({ group, version = API_VERSION }: Pick<Kind, 'group' | 'version'>): string {
  return `${group}/${version}`;
}

export const AGE_COLUMN: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export const ACCEPTED_COLUMN: PrinterColumn = {
  name: 'Accepted',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type=="Accepted")].status',
};
