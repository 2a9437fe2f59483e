import { badOperationEdits } from './bad-operations.ts';
import { badRolloutEdits } from './bad-rollouts.ts';
import { badEdit, type BadEdit, type Path } from './bad-row.ts';
import { badSaltEdits } from './bad-salt.ts';
import { good } from './good-input.ts';

const { subnet, route, ipAddress, claim, node } = good;
const spec = (...path: Path): Path => ['spec', ...path];

export const badEdits: readonly BadEdit[] = [
  badEdit("a subnet's VPC", subnet, spec('vpc'), 'edge', "the VPC of a subnet can't be changed"),
  badEdit("a subnet's network", subnet, spec('cidr'), '10.1.0.0/16', "the network of a subnet can't be changed"),
  badEdit(
    "a subnet's domain",
    subnet,
    spec('domain'),
    'r2.fleet.example',
    "the domain of a subnet can't be changed",
    'spec',
  ),
  badEdit(
    "a subnet's domain taken away",
    subnet,
    spec('domain'),
    undefined,
    "the domain of a subnet can't be changed",
    'spec',
  ),
  badEdit("a route's subnet", route, spec('subnet'), 'r2-v4', "the subnet of a route can't be changed"),
  badEdit("an address's number", ipAddress, spec('address'), '10.1.1.12', "the address can't be changed"),
  badEdit(
    "an address's holder",
    ipAddress,
    spec('claimRef', 'uid'),
    '1111',
    "the holder of an address can't",
    'spec.claimRef',
  ),
  badEdit("a claim's holder", claim, spec('nodeRef', 'uid'), '1111', "the holder of a claim can't", 'spec.nodeRef'),
  badEdit('a permit that was used', claim, spec('booted'), false, 'one permit, one install', 'spec'),
  badEdit("a node's provider", node, spec('provider'), 'virtlet', "the provider of a node can't be changed"),
  badEdit("a node's flavor", node, spec('flavor'), 'bm-mirrored', "the flavor of a node can't be changed"),
  badEdit("a node's image", node, spec('osImage', 'name'), 'rhel10', 'reinstalling is an operation', 'spec.osImage'),
  badEdit(
    'a node that is to adopt a machine after all',
    node,
    spec('adopt'),
    { host: 'web-1.fleet.example' },
    "what a node adopts can't be changed",
    'spec',
  ),
  ...badOperationEdits,
  ...badRolloutEdits,
  ...badSaltEdits,
  badEdit("a node's hostname", node, spec('hostname'), 'web-2', "the hostname of a node can't be changed", 'spec'),
];
