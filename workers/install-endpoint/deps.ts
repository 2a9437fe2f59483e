import type { InstallKeys } from '../../activities/kickstart/install-keys.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { IPAddress } from '../../api/kinds/network.ts';
import type { SaltWish } from '../../activities/kickstart/salt/parts.ts';
import type { PlannedImage } from '../../api/plan.ts';
import type { InstallerMessage, NodeRef } from '../../workflows/contract.ts';

/** All that the endpoint asks of the world. What throws is taken for an outage: the machine hears 503 and asks again. */
export interface InstallEndpointDeps {
  /** How machines reach the endpoint: the settings' `install.url`. */
  baseUrl: string;
  keys: InstallKeys;
  /** A live read, never from a cache: a token is only as good as the claim of this moment. */
  findClaim: (asset: string) => Promise<AssetClaim | undefined>;
  /** The addresses that a node holds, by its uid. */
  findAddresses: (uid: string) => Promise<IPAddress[]>;
  /** The operator's own kickstart template, for an image that has one. */
  findTemplate: (image: PlannedImage) => Promise<string | undefined>;
  /** What the node's machine becomes of Salt, as it is wished for now. */
  findSalt: (node: NodeRef) => Promise<SaltWish>;
  /** Keeps the key beside the permit that it came with. False when the claim changed meanwhile. */
  noteSaltKey: (claim: AssetClaim, key: string) => Promise<boolean>;
  /** Whether `installed` was heard for the claim's installId: then the machine is to boot from its disk. */
  installReported: (claim: AssetClaim) => Promise<boolean>;
  /** Resolves when the node's workflow has the message for certain. */
  signal: (node: NodeRef, message: InstallerMessage) => Promise<void>;
  /** Called once for each request. */
  log: (entry: RequestLogEntry) => void;
  now?: () => Date;
}

export interface RequestLogEntry {
  method: string;
  /** Without the query, which holds the token. */
  path: string;
  asset?: string;
  status: number;
  reason: string;
  durationMs: number;
  remote: string;
}

/** Thrown when a system that we depend on did not answer. */
export class Outage extends Error {
  constructor(system: string, cause: unknown) {
    super(`${system} can't be asked: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'Outage';
  }
}

export async function ask<T>(
  system: 'the apiserver' | 'the apiserver or a Salt master' | 'Temporal',
  question: () => Promise<T>,
): Promise<T> {
  try {
    return await question();
  } catch (cause) {
    throw new Outage(system, cause);
  }
}
