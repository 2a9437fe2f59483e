import { Failure } from '../failure.ts';
import { lastLine, runProgram } from '../programs/run-program.ts';
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
    const { code, output } = await runProgram(program, rest, { env, timeoutMs, signal });
    const said = lastLine(output);
    if (code === 0) return `${program} is through${said === '' ? '' : `: ${said}`}`;
    const how = code === null ? `did not end within ${Math.round(timeoutMs / 1000)} s` : `ended with ${code}`;
    throw new Failure('Unavailable', `${program} ${how}${said === '' ? '' : `: ${said}`}`, { waited: true });
  },
};
