import type { KubeObject } from '../cluster/objects.ts';

/** The fields of a ComputeAsset that metal is made of; it has them at its top level. */
export type Asset = KubeObject & {
  serialNumber?: string;
  manufacturer?: string;
  model?: string;
  devices: Device[];
  cpu?: { cores?: number };
  memory?: { sizeGiB?: number };
  firmware?: { mode?: 'UEFI' | 'BIOS' };
  bmc?: { address?: string; systemId?: string };
};

export type Device =
  | {
      function: 'network';
      index?: number;
      ipAddr?: string;
      l2Domain: { name: string; macAddress: string; networkSwitch?: { type?: 'Provision' | 'Management' } };
    }
  | {
      function: 'disk';
      index?: number;
      disk: { name: string; sizeGiB: number; rotational?: boolean; byPath?: string; model?: string };
    };

export function isAsset(object: KubeObject): object is Asset {
  return object.kind === 'ComputeAsset';
}
