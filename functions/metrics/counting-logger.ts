import type { LogFields, Logger, LogLevel } from '../logs/logger.ts';
import { LINE_COUNTERS } from './count-line.ts';
import type { ProductMetrics } from './product-metrics.ts';

/** Gets every line before its level is looked at. Must not throw and must be cheap. */
export type LineListener = (message: string, fields: LogFields, level: LogLevel) => void;

/** Returns a logger that shows each line to the listeners before it logs it. */
export function withListeners(logger: Logger, listeners: readonly LineListener[]): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields?: LogFields): void => {
      for (const listen of listeners) listen(message, fields ?? {}, level);
      logger[level](message, fields);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Creates the listener that counts lines in the metrics. */
export function countLines(metrics: ProductMetrics): LineListener {
  return (message, fields, level) => {
    if (level === 'warn' || level === 'error') metrics.logLines.add([level]);
    LINE_COUNTERS.get(message)?.(metrics, fields);
  };
}
