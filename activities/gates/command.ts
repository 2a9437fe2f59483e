import { endInWords, type ProgramEnd, runProgram } from '../programs/run-program.ts';
import { askEach } from './fill-in.ts';
import type { GateKeeper, Measured } from './gate.ts';

/** As plugins of Nagios end: 0 is well, 1 a warning, 2 critical, and all else unknown. */
const VERDICTS: Readonly<Record<number, Measured['verdict']>> = { 0: 'Healthy', 1: 'Pending', 2: 'Unhealthy' };

/** A program on the worker; once for each node, where one of its arguments names the node. */
export const command: GateKeeper = ({ argv = [] }, context) =>
  askEach(argv, context, async ([program = '', ...rest], node) => {
    const { bucket, commit, transaction, namespace, commands, timeoutMs, signal } = context;
    if (!commands.includes(program)) {
      const message = `the workers' settings don't allow the program ${program}: add it to drain.commands`;
      return { verdict: 'Unknown', message };
    }
    const env = {
      BEDPLATE_BUCKET: bucket,
      BEDPLATE_COMMIT: commit,
      BEDPLATE_TRANSACTION: transaction,
      BEDPLATE_NAMESPACE: namespace,
      ...(node !== undefined && { BEDPLATE_NODE: node }),
    };
    const end = await runProgram(program, rest, { env, timeoutMs, signal });
    const who = node === undefined ? program : `${program} of ${node}`;
    return { verdict: verdictOf(end), message: `${who} ${endInWords(end, timeoutMs)}` };
  });

export function verdictOf(end: ProgramEnd): Measured['verdict'] {
  return (end.how === 'exit' && VERDICTS[end.code]) || 'Unknown';
}
