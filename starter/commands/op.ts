import type { Command } from 'commander';
import { nodeOperation, type OperationType } from '../../api/kinds/node-operation.ts';
import { cancelUpdate, nodeOperationWorkflowId } from '../../workflows/contract.ts';
import { findOperation, makeOperation, waitForOperation } from '../operation.ts';
import { withWorkflow } from '../node-workflow.ts';
import { listOf, renderDocument } from '../render/document.ts';
import { renderOperation, renderOperations } from '../render/operation.ts';
import { type Session, withSession } from '../session.ts';

interface ActOptions {
  why: string;
  force?: boolean;
  wait?: boolean;
  atOnce?: string;
}

/** Each type as a person types it, and what it does. */
const ACTS: readonly { verb: string; type: OperationType; does: string }[] = [
  { verb: 'restart', type: 'Restart', does: 'asks the systems on the machines to restart' },
  { verb: 'reboot', type: 'Reboot', does: 'resets the machines, whatever their systems say' },
  { verb: 'power-off', type: 'PowerOff', does: 'shuts the machines down; their nodes keep them' },
  { verb: 'power-on', type: 'PowerOn', does: 'powers the machines on, and looks whether they answer' },
  { verb: 'reinstall', type: 'Reinstall', does: 'installs the machines anew; disks that the Flavor keeps stay' },
];

export function addOp(program: Command): void {
  const op = program.command('op').description('one explicit act on nodes, as a NodeOperation');
  for (const { verb, type, does } of ACTS) {
    op.command(verb)
      .argument('<node...>', 'names of ComputeNodes')
      .description(does)
      .requiredOption('--why <text>', 'for the histories of the nodes')
      .option('--force', 'order the BMC where a system does not follow')
      .option('--at-once <number>', 'nodes at a time (else 1)')
      .option('--wait', 'until it is over; exit status 1 when a node is not done, 4 when --timeout ends first')
      .action((names: string[], options: ActOptions, command: Command) =>
        withSession(command, (session) => act(session, type, names, options)),
      );
  }
  op.command('status')
    .argument('[operation]', 'name of a NodeOperation; without it, all of the namespace')
    .description('how an operation stands, node by node')
    .action((name: string | undefined, _options: object, command: Command) =>
      withSession(command, (session) => (name === undefined ? list(session) : show(session, name))),
    );
  op.command('cancel')
    .argument('<operation>', 'name of a NodeOperation')
    .description('calls an operation off: what has not begun is not begun, what runs is brought to a safe point')
    .requiredOption('--why <text>', 'for the histories of the nodes')
    .action((name: string, { why }: { why: string }, command: Command) =>
      withSession(command, (session) => cancel(session, name, why)),
    );
}

async function act(session: Session, type: OperationType, names: string[], options: ActOptions): Promise<void> {
  const made = await makeOperation(session, { type, names, ...options });
  if (options.wait) return waitForOperation(session, made);
  const { name } = made.metadata;
  session.print(
    renderDocument(session.output, made) ?? `${name} is made; bedplate op status ${name} shows how it goes.`,
  );
}

async function list(session: Session): Promise<void> {
  const { items } = await session.cluster().list(nodeOperation, { namespace: session.namespace });
  session.print(renderDocument(session.output, listOf(items)) ?? renderOperations(items, Date.now()));
}

async function show(session: Session, name: string): Promise<void> {
  const operation = await findOperation(session, name);
  session.print(renderDocument(session.output, operation) ?? renderOperation(operation));
}

async function cancel(session: Session, name: string, why: string): Promise<void> {
  const { metadata } = await findOperation(session, name);
  const { namespace = '', uid = '' } = metadata;
  const answer = await withWorkflow(
    session,
    { workflowId: nodeOperationWorkflowId({ namespace, name, uid }), what: `NodeOperation ${namespace}/${name}` },
    (handle) => handle.executeUpdate(cancelUpdate, { args: [{ by: session.by, why }] }),
  );
  session.print(answer);
}
