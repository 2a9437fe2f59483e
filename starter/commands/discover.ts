import { type Command, Option } from 'commander';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import { applyChanges } from '../discover/apply.ts';
import { bmcAddress, DEFAULT_SCHEME } from '../discover/bmc-address.ts';
import { askBmcs } from '../discover/bmcs.ts';
import type { Change, DiscoveryPlan } from '../discover/change.ts';
import { enrich } from '../discover/enrich.ts';
import { discoverHelp } from '../discover/help.ts';
import type { InventoryRecord } from '../discover/inventory.ts';
import { DISCOVERED } from '../discover/kinds.ts';
import { planDiscovery } from '../discover/plan.ts';
import { sources } from '../discover/sources/index.ts';
import { CommandError, EXIT } from '../exit.ts';
import { discoveryDocument, renderDiscovery, renderManifests } from '../render/discovery.ts';
import { renderDocument } from '../render/document.ts';
import { type Session, withSession } from '../session.ts';

interface DiscoverOptions {
  provider?: string;
  role: string;
  bmcSecret?: string;
  bmcScheme: string;
  zone?: string;
  networkZone?: string;
  rack?: string;
  enrich: boolean;
  update?: boolean;
  yes?: boolean;
}

export function addDiscover(program: Command): void {
  const command = program
    .command('discover')
    .description('makes racks, switches, L2 domains and assets out of an inventory; shows what differs first');
  for (const { flags, description } of sources) command.addOption(new Option(flags, description));
  command
    .option('--provider <name>', 'the ComputeProvider whose CMDB is meant (needed where there are several)')
    .option('--role <name>', 'role of the devices in the CMDB that are machines', 'Server')
    .option('--bmc-secret <namespace/name>', 'the Secret with the login of the BMCs (else bedplate-system/bmc-default)')
    .option('--bmc-scheme <scheme>', 'driver and protocol of BMC addresses that name none', DEFAULT_SCHEME)
    .option('--zone <name>', 'availability zone of the machines of which none is told')
    .option('--network-zone <name>', 'network zone of the racks of which none is told')
    .option('--rack <name>', 'rack of the machines of which none is told')
    .option('--no-enrich', "do not ask the machines' BMCs for what the inventory doesn't say")
    .option('--update', "with --yes: takes the inventory's word where it differs and that is safe")
    .option('--yes', 'writes; without it only what would be written is shown')
    .addHelpText('after', discoverHelp())
    .action((options: DiscoverOptions & Record<string, unknown>, command: Command) =>
      withSession(command, (session) => discover(session, options)),
    );
}

async function discover(session: Session, options: DiscoverOptions & Record<string, unknown>): Promise<void> {
  const bmcSecret = secretRef(options.bmcSecret);
  const read = await readOne(session, options, bmcSecret);
  const told = read.records.map((record) => withDefaults(record, options, bmcSecret));
  const { records, problems, unanswered } = await asked(session, told, options);
  const plan = planDiscovery(records, await existingObjects(session));
  plan.problems.unshift(...problems);
  const silent = [...read.unanswered, ...unanswered];
  show(session, plan, silent);
  const wouldWrite = plan.changes.some(({ action }) => action === 'create');
  if (wouldWrite && options.yes !== true) console.error('Nothing was written: say --yes to write it.');

  const left = options.yes === true ? await write(session, plan.changes, options.update === true) : plan.changes;
  if (plan.problems.length + silent.length > 0 || left.some(({ action }) => action === 'drift'))
    process.exitCode = EXIT.failed;
}

function show(session: Session, plan: DiscoveryPlan, silent: readonly string[]): void {
  const text = renderDiscovery(plan, silent);
  if (session.output === 'table') return session.print(text);
  if (session.output === 'json') return session.print(renderDocument('json', discoveryDocument(plan, silent)) ?? '');
  // Manifests go where they are redirected to; the rest is for the person.
  console.error(text);
  session.print(renderManifests(plan));
}

async function readOne(session: Session, options: DiscoverOptions & Record<string, unknown>, bmcSecret?: SecretRef) {
  const given = sources.filter(({ flags }) => options[new Option(flags).attributeName()] !== undefined);
  const [source] = given;
  if (!source || given.length > 1) {
    const names = sources.map(({ flags }) => flags.split(' ')[0]).join(', ');
    throw new CommandError(`bedplate discover wants one of ${names}.`, EXIT.wrongUsage);
  }
  const value = options[new Option(source.flags).attributeName()];
  const { provider, role, bmcScheme } = options;
  return source.read([value].flat().map(String), session, { provider, role, bmcScheme, bmcSecret });
}

type SecretRef = { namespace: string; name: string };

function withDefaults(record: InventoryRecord, options: DiscoverOptions, bmcSecret?: SecretRef): InventoryRecord {
  const { zone, networkZone, rack, bmcScheme } = options;
  const address = record.bmc?.address;
  const bmc = record.bmc && {
    ...(bmcSecret && { credentialsSecretRef: bmcSecret }),
    ...record.bmc,
    ...(address !== undefined && { address: bmcAddress(address, bmcScheme) }),
  };
  return { ...given({ zone, networkZone, rack }), ...record, ...(bmc && { bmc }) };
}

/** What the machines' BMCs say beside. Those that were found by their BMCs have been asked already. */
async function asked(session: Session, records: readonly InventoryRecord[], options: DiscoverOptions) {
  const targets = records.flatMap(({ bmc }) =>
    bmc?.address === undefined
      ? []
      : [{ address: bmc.address, ...given({ credentialsSecretRef: bmc.credentialsSecretRef }) }],
  );
  if (!options.enrich || targets.length === 0 || 'redfish' in options) return { records, problems: [], unanswered: [] };
  const { machines, unanswered } = await askBmcs(session, targets);
  return { ...enrich(records, machines), unanswered };
}

async function existingObjects(session: Session): Promise<(kind: Kind) => readonly Resource[]> {
  const listed = new Map<Kind, Resource[]>();
  for (const kind of DISCOVERED) listed.set(kind, (await session.cluster().list(kind)).items as Resource[]);
  return (kind) => listed.get(kind) ?? [];
}

/** Gives what still differs. */
async function write(session: Session, changes: readonly Change[], update: boolean): Promise<readonly Change[]> {
  const { created, updated, failed } = await applyChanges(session.cluster(), changes, update);
  console.error(`${created} created, ${updated} updated.`);
  if (failed.length > 0) throw new CommandError([`${failed.length} could not be written:`, ...failed].join('\n  '));
  return changes.filter((change) => change.action === 'drift' && (!update || change.fields.some(({ safe }) => !safe)));
}

function secretRef(text: string | undefined): SecretRef | undefined {
  if (text === undefined) return undefined;
  const [namespace, name, ...rest] = text.split('/');
  if (namespace && name && rest.length === 0) return { namespace, name };
  throw new CommandError(`--bmc-secret wants NAMESPACE/NAME, not "${text}".`, EXIT.wrongUsage);
}

function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}
