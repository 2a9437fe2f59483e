import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

/** One JSON object a line, on standard output. */
export function createLogger(level: string, name: string): Logger {
  return pino({ level, base: { process: name }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Temporal's own lines, with ours. */
export function temporalLogger(log: Logger): TemporalLogger {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
  return new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]]({ ...meta }, message));
}
