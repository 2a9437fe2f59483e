import { ASSET_CLAIM_FINALIZER } from '../../../api/groups.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import { formatOwner, type Owner } from '../../../api/owner.ts';
import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import {
  COMPUTE_NODE_WORKFLOW,
  type ComputeNodeInput,
  computeNodeWorkflowId,
  desireSignal,
  taskQueues,
} from '../../../workflows/contract.ts';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { World } from './world.ts';

/** A node that is nowhere. */
export const GONE: Owner = {
  namespace: 'default',
  name: 'gone',
  uid: '00000000-dead-4000-8000-000000000000',
  installId: '00000000-dead-4000-8000-000000000001',
};

/** What is read of the answers, whichever system gives them. */
interface Reply {
  results?: { id: string }[];
  Actions?: Record<string, { target: string }>;
}

/** Writes into the outside systems by hand, as somebody else would. */
export function byHand({ stack, cluster, temporal, simulator }: World) {
  const { foreman, nautobot, powerdns, redfish } = stack.file.simulator as Record<string, string>;
  const { username, password } = simulatorCredentials.foreman;
  const basic = (login: { username: string; password: string }) =>
    `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const token = { authorization: `Token ${simulatorCredentials.nautobot.token}` };
  const key = { 'x-api-key': simulatorCredentials.powerdns.apiKey };

  async function call(headers: Record<string, string>, method: string, url: string, body?: unknown) {
    const response = await fetch(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Reply;
  }

  return {
    async host(fqdn: string, owner: Owner): Promise<void> {
      const auth = { authorization: basic({ username, password }) };
      const first = async (path: string) => (await call(auth, 'GET', `${foreman}/api${path}`)).results?.[0]?.id;
      const host_parameters_attributes = [
        { name: 'bedplate_owner', value: formatOwner(owner), parameter_type: 'string' },
      ];
      const organization_id = await first('/organizations');
      const location_id = await first('/locations');
      const host = { name: fqdn, managed: false, organization_id, location_id, host_parameters_attributes };
      await call(auth, 'POST', `${foreman}/api/hosts`, { host });
    },
    /** The device is there: a node stood on its asset before. */
    async device(name: string, owner: Owner): Promise<void> {
      const { results = [] } = await call(token, 'GET', `${nautobot}/api/dcim/devices/?name=${name}`);
      const custom_fields = { bedplate_owner: formatOwner(owner) };
      await call(token, 'PATCH', `${nautobot}/api/dcim/devices/${results[0]?.id}/`, {
        status: 'Active',
        custom_fields,
      });
    },
    async address(address: string, owner: Owner): Promise<void> {
      const custom_fields = { bedplate_owner: formatOwner(owner) };
      const body = { address, namespace: 'Global', status: 'Active', custom_fields };
      await call(token, 'POST', `${nautobot}/api/ipam/ip-addresses/`, body);
    },
    async record(zone: string, name: string, address: string, owner: Owner): Promise<void> {
      const records = [{ content: address, disabled: false }];
      const comments = [{ content: formatOwner(owner), account: 'bedplate' }];
      const rrsets = [{ changetype: 'REPLACE', name, type: 'A', ttl: 300, records, comments }];
      await call(key, 'PATCH', `${powerdns}/api/v1/servers/localhost/zones/${zone}`, { rrsets });
    },
    async noRecord(zone: string, name: string): Promise<void> {
      const rrsets = [{ changetype: 'DELETE', name, type: 'A' }];
      await call(key, 'PATCH', `${powerdns}/api/v1/servers/localhost/zones/${zone}`, { rrsets });
    },
    async powerOn(asset: string): Promise<void> {
      const machine = (await simulator.state()).machines.find(({ name }) => name === asset);
      const auth = { authorization: basic(simulatorCredentials.redfish) };
      const { Actions } = await call(auth, 'GET', `${redfish}/redfish/v1/Systems/${machine?.uuid}`);
      await call(auth, 'POST', `${redfish}${Actions?.['#ComputerSystem.Reset']?.target}`, { ResetType: 'On' });
    },
    async claim(asset: string, { installId, ...nodeRef }: Owner): Promise<void> {
      const plan = { provider: 'native', steps: [{ name: 'install', version: 1 }], inputs: {} };
      await cluster.create(assetClaim, {
        metadata: { name: asset, finalizers: [ASSET_CLAIM_FINALIZER] },
        spec: { nodeRef, installId, plan },
      });
    },
    async ipAddress(name: string, address: string, { namespace, name: node, uid }: Owner): Promise<void> {
      const claimRef = { kind: 'ComputeNode' as const, namespace, name: node, uid, device: '1' };
      await cluster.create(ipAddressKind, { metadata: { name }, spec: { address, subnet: 'r1-v4', claimRef } });
    },
    /** A chain that holds, as after an etcd that was emptied. */
    async chain(ref: Owner): Promise<void> {
      const input: ComputeNodeInput = { ref, cell: 'local', clusterId: 'nobody' };
      const desire = { generation: 1, delete: false, pausedBySpec: false, by: 'test', why: 'it was there' };
      const kind = defineSearchAttributeKey('BedplateKind', SearchAttributeType.KEYWORD);
      await temporal.workflow.signalWithStart(COMPUTE_NODE_WORKFLOW, {
        workflowId: computeNodeWorkflowId(ref),
        taskQueue: taskQueues.workflows('local'),
        args: [input],
        signal: desireSignal,
        signalArgs: [desire],
        typedSearchAttributes: [{ key: kind, value: 'ComputeNode' }],
      });
    },
  };
}
