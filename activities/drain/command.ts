import { Failure } from '../failure.ts';
import { endInWords, lastLine, runProgram } from '../programs/run-program.ts';
import type { Drainer, HookSettings } from './drainer.ts';

/** A program on the worker, without a shell and with nothing of the worker's environment. */
export const command: Drainer<HookSettings<'command'>> = {
  async run({ argv }, { commands, node, operation, timeoutMs, signal }) {
    const [program = '', ...rest] = argv;
    if (!commands.includes(program)) {
      throw new Failure(
        'InvalidInput',
        `The workers' settings don't allow the program ${program}: add it to drain.commands, or correct the hook`,
      );
    }
    const env = {
      BEDPLATE_NODE: node.name,
      BEDPLATE_NAMESPACE: node.namespace,
      BEDPLATE_OPERATION: operation.type,
      BEDPLATE_REASON: operation.reason,
    };
    const end = await runProgram(program, rest, { env, timeoutMs, signal });
    if (end.how !== 'exit' || end.code !== 0)
      throw new Failure('Unavailable', `${program} ${endInWords(end, timeoutMs)}`, { waited: true });
    const said = lastLine(end.output);
    return `${program} is through${said === '' ? '' : `: ${said}`}`;
  },
};
