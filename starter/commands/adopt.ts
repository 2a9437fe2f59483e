import type { Command } from 'commander';
import { ClusterError, isAlreadyExists } from '../../api/cluster/index.ts';
import { RACK_LABEL } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { ipAddressKind, l2Domain, subnet } from '../../api/kinds/network.ts';
import { type Choice, chooseHosts } from '../adopt/choose-hosts.ts';
import type { FoundFleet } from '../adopt/found-fleet.ts';
import { planAdoption } from '../adopt/plan-adoption.ts';
import type { Verdict } from '../adopt/verdict.ts';
import { CommandError, EXIT } from '../exit.ts';
import { nativeProvider, type Provider } from '../native-provider.ts';
import { renderAdopters, renderAdoption } from '../render/adoption.ts';
import { renderDocument } from '../render/document.ts';
import { type Session, withSession } from '../session.ts';
import { allPages, lookOutside } from '../survey.ts';

interface AdoptOptions {
  all?: boolean;
  selector?: Record<string, string>;
  rack?: string;
  provider?: string;
  role: string;
  flavor: string;
  image: string;
  labels?: Record<string, string>;
  yes?: boolean;
}

const HELP = `
A host of Foreman is adopted when its MAC leads to one ComputeAsset that nobody claims, when that asset's device in the CMDB
is Active, when its addresses lie in subnets of the asset's L2 domains, and when nobody else's mark is on any of it. Everything
else is left as it is, and it is said why. Without --yes nothing is written.

The new ComputeNodes say spec.adopt, and deletionPolicy: Retain: deleting one later switches its machine off and gives it
back as any other node's, but its disks are kept. Until a node has taken over everything, deleting it only takes marks off.

  bedplate adopt --all --flavor bm-standard --image rhel9-base
  bedplate adopt old-1 old-2 --flavor bm-standard --image rhel9-base --labels node-pool-name=web --yes`;

export function addAdopt(program: Command): void {
  program
    .command('adopt')
    .argument('[host...]', 'hosts of Foreman, by FQDN, short name or asset')
    .description('takes machines over that run already, as Ready ComputeNodes, without touching them')
    .option('--all', 'every host of Foreman')
    .option('-l, --selector <key=value,…>', 'hosts whose assets bear these labels', keyValues('--selector'))
    .option('--rack <name>', 'hosts whose assets stand in this rack')
    .option(
      '--provider <name>',
      'the ComputeProvider whose Foreman and CMDB are meant (needed where there are several)',
    )
    .option('--role <name>', 'role of the devices in the CMDB that are machines', 'Server')
    .requiredOption('--flavor <name>', 'Flavor of the new nodes')
    .requiredOption('--image <name>', 'OSImage of the new nodes: what a reinstall would install')
    .option('--labels <key=value,…>', 'labels of the new nodes', keyValues('--labels'))
    .option('--yes', 'makes the nodes; without it only what would be adopted is shown')
    .addHelpText('after', HELP)
    .action((names: string[], options: AdoptOptions, command: Command) =>
      withSession(command, (session) => adopt(session, choiceOf(names, options), options)),
    );
}

async function adopt(session: Session, choice: Choice, options: AdoptOptions): Promise<void> {
  const provider = await nativeProvider(session, options.provider);
  const fleet = await findFleet(session, provider, options.role);
  const verdicts = planAdoption(chooseHosts(choice, fleet), fleet, {
    namespace: session.namespace,
    provider: provider.name,
    flavor: options.flavor,
    image: options.image,
    labels: options.labels ?? {},
  });
  show(session, verdicts);
  // Of all hosts many may be nobody's business; those that were named are meant.
  if (choice.names.length > 0 && verdicts.some(({ verdict }) => verdict === 'left')) process.exitCode = EXIT.failed;
  const adopted = verdicts.flatMap((verdict) => (verdict.verdict === 'adopt' ? [verdict] : []));
  if (adopted.length === 0) return;
  if (options.yes === true) await create(session, adopted);
  else console.error('Nothing was written: say --yes to adopt.');
}

function choiceOf(names: readonly string[], { all = false, selector, rack }: AdoptOptions): Choice {
  const labels = { ...selector, ...(rack !== undefined && { [RACK_LABEL]: rack }) };
  const said = [names.length > 0, all, Object.keys(labels).length > 0].filter(Boolean);
  if (said.length === 1) return { names, all, selector: labels };
  throw new CommandError(
    'bedplate adopt wants either names of hosts, a --selector (or --rack), or --all.',
    EXIT.wrongUsage,
  );
}

async function findFleet(session: Session, { native }: Provider, role: string): Promise<FoundFleet> {
  const cluster = session.cluster();
  const [hosts, devices] = await Promise.all([
    allPages('hosts of Foreman', (page) => lookOutside(session, { what: 'hosts', foreman: native.foreman, page })),
    allPages('devices of the CMDB', (page) => lookOutside(session, { what: 'devices', cmdb: native.cmdb, role, page })),
  ]);
  // After what runs: what was claimed meanwhile is seen.
  const [assets, claims, nodes, addresses, l2Domains, subnets] = await Promise.all([
    cluster.list(computeAsset),
    cluster.list(assetClaim),
    cluster.list(computeNode),
    cluster.list(ipAddressKind),
    cluster.list(l2Domain),
    cluster.list(subnet),
  ]);
  return {
    hosts,
    devices,
    assets: assets.items,
    claims: claims.items,
    nodes: nodes.items,
    addresses: addresses.items,
    l2Domains: l2Domains.items,
    subnets: subnets.items,
  };
}

function show(session: Session, verdicts: readonly Verdict[]): void {
  const text = renderAdoption(verdicts);
  if (session.output === 'table') return session.print(text);
  if (session.output === 'json') return session.print(renderDocument('json', { verdicts }) ?? '');
  console.error(text);
  session.print(renderAdopters(verdicts));
}

async function create(session: Session, adopted: readonly Extract<Verdict, { verdict: 'adopt' }>[]): Promise<void> {
  const failed: string[] = [];
  for (const { host, node } of adopted) {
    try {
      await session.cluster().create(computeNode, node);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      failed.push(
        `${host}: ${isAlreadyExists(error) ? 'somebody made its node meanwhile; look again' : error.message}`,
      );
    }
  }
  console.error(`${adopted.length - failed.length} nodes are being adopted: bedplate list shows how far they are.`);
  if (failed.length > 0) throw new CommandError([`${failed.length} could not be made:`, ...failed].join('\n  '));
}

function keyValues(option: string) {
  return (text: string, before: Record<string, string> = {}): Record<string, string> => {
    const pairs = text.split(',').map((pair) => /^([^=]+)=(.*)$/.exec(pair) ?? []);
    if (pairs.some(([, key]) => !key)) {
      throw new CommandError(`${option} wants KEY=VALUE, several separated by commas, not "${text}".`, EXIT.wrongUsage);
    }
    return { ...before, ...Object.fromEntries(pairs.map(([, key, value]) => [key, value])) };
  };
}
