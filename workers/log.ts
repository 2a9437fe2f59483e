import { DefaultLogger, type Logger as TemporalLogger, type LogLevel } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

/** One JSON object a line, on standard output. */
export function createLogger(level: string, name: string): Logger {
  return pino({ level, base: { process: name }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Temporal's own lines, with ours. */
export function temporalLogger(log: Logger): TemporalLogger {
  const pinoLevel = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
  return new DefaultLogger('INFO' satisfies LogLevel, ({ level, message, meta }) => {
    log[pinoLevel[level]]({ ...meta }, message);
  });
}
