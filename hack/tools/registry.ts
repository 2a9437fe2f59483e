import { alertmanager } from './alertmanager.ts';
import { etcd } from './etcd.ts';
import { ksvalidator } from './ksvalidator.ts';
import { kubeApiserver } from './kube-apiserver.ts';
import { salt } from './salt.ts';
import { temporal } from './temporal.ts';

/** Every outside program that the developer's commands need. */
export const tools = { etcd, kubeApiserver, temporal, ksvalidator, salt, alertmanager } as const;
export type ToolName = keyof typeof tools;
