import { pino } from 'pino';
import type { Clock } from '../clock.ts';
import { failureCause } from './failure-cause.ts';
import type { LogFields, Logger, LogLevel } from './logger.ts';
import { printable } from './printable.ts';
import { redact, redactText } from './redact.ts';
import { requestContext } from './request-context.ts';
import { standardOutput } from './standard-output.ts';
import { formatForTerminal } from './terminal-format.ts';

/** A `line` ends with a line feed. */
interface LogDestination {
  write(line: string): void;
}

export interface LoggerOptions {
  /** `cloud`: one JSON object per line, for Cloud Logging. `terminal`: for people. */
  readonly format: 'cloud' | 'terminal';
  readonly level: LogLevel;
  readonly clock: Clock;
  readonly destination?: LogDestination;
  /** The Google Cloud project; with it, a line names the trace of its request. */
  readonly projectId?: string | undefined;
  readonly colours?: boolean;
}

/** Cloud Logging's names for the levels (LogSeverity). */
const SEVERITIES: Readonly<Record<string, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};

/** Creates the product's logger. Every message and field passes `redact`. */
export function createLogger(options: LoggerOptions): Logger {
  const { clock, projectId } = options;
  const output: LogDestination = options.destination ?? standardOutput;
  const lines = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'message',
      timestamp: createTimestamp(clock),
      formatters: { level: (label) => ({ severity: SEVERITIES[label] ?? 'DEFAULT' }) },
    },
    options.format === 'cloud' ? cloud(output) : terminal(output, options.colours ?? false),
  );
  const write = (level: LogLevel, message: string, fields: LogFields | undefined): void => {
    if (!lines.isLevelEnabled(level)) return;
    const safe = fields === undefined ? {} : withoutReserved(redact(fields));
    if (options.format === 'cloud') {
      // On a terminal the codes of all causes stand below the line.
      const cause = failureCause(fields?.['error']);
      if (cause !== undefined) safe['cause'] ??= cause;
      if (level === 'error') Object.assign(safe, stackTrace(safe['error']));
      if (projectId !== undefined) Object.assign(safe, traceFields(projectId));
    }
    lines[level](safe, redactText(message));
  };
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}

/** Formats a time as Pino wants it; lines of the same millisecond share the text. */
function createTimestamp(clock: Clock): () => string {
  let formatted = Number.NaN;
  let text = '';
  return () => {
    const now = clock.now();
    if (now !== formatted) text = `,"time":"${new Date(now).toISOString()}"`;
    formatted = now;
    return text;
  };
}

/** Names that the line itself uses, and the replacement for a field of that name. */
const RESERVED = [
  ['message', 'fieldMessage'],
  ['severity', 'fieldSeverity'],
  ['time', 'fieldTime'],
] as const;

function withoutReserved(fields: unknown): Record<string, unknown> {
  const safe: Record<string, unknown> = Object(fields);
  for (const [name, instead] of RESERVED) {
    if (safe[name] === undefined) continue;
    safe[instead] = safe[name];
    delete safe[name];
  }
  return safe;
}

/** Error Reporting groups lines by `stack_trace` (cloud.google.com/error-reporting/docs/formatting-error-messages). */
function stackTrace(error: unknown): Record<string, string> {
  const stack: unknown = Object(error)['stack'];
  return typeof stack === 'string' ? { stack_trace: stack } : {};
}

/** The special fields of structured logging (cloud.google.com/logging/docs/structured-logging). */
function traceFields(projectId: string): Record<string, string> {
  const context = requestContext();
  if (context === undefined) return {};
  return {
    'logging.googleapis.com/trace': `projects/${projectId}/traces/${context.traceId}`,
    ...(context.spanId === undefined ? {} : { 'logging.googleapis.com/spanId': context.spanId }),
  };
}

/** JSON leaves DEL, C1 and direction controls as they are; as escapes they mean the same. */
function cloud(output: LogDestination): LogDestination {
  return { write: (line) => output.write(`${printable(line.trimEnd())}\n`) };
}

function terminal(output: LogDestination, colours: boolean): LogDestination {
  return { write: (line) => output.write(formatForTerminal(line, colours)) };
}
