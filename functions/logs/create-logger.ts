import { pino } from 'pino';
import type { Clock } from '../clock.ts';
import type { LogFields, Logger, LogLevel } from './logger.ts';
import { redact, redactText } from './redact.ts';
import { requestContext } from './request-context.ts';
import { standardOutput } from './standard-output.ts';
import { formatForTerminal } from './terminal-format.ts';

/** Where lines go; `line` ends with a line feed. */
interface LogDestination {
  write(line: string): void;
}

/** How a logger is made. */
export interface LoggerOptions {
  /** `cloud`: one JSON object a line, as Cloud Logging reads it. `terminal`: for people. */
  readonly format: 'cloud' | 'terminal';
  /** The least level that is written. */
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Standard output when left out. */
  readonly destination?: LogDestination;
  /** Google Cloud project: with it a line names the trace of its request. */
  readonly projectId?: string | undefined;
  /** Colours in the terminal format. */
  readonly colours?: boolean;
}

/** Cloud Logging's names of the levels (LogSeverity). */
const SEVERITIES: Readonly<Record<string, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};

/** The product's logger. Everything passes `redact`, whoever calls. */
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
    options.format === 'cloud' ? output : terminal(output, options.colours ?? false),
  );
  const write = (level: LogLevel, message: string, fields: LogFields | undefined): void => {
    if (!lines.isLevelEnabled(level)) return;
    const safe = fields === undefined ? {} : withoutReserved(redact(fields));
    if (options.format === 'cloud') {
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

/** Pino's form of the moment of a line; lines of one millisecond share it. */
function createTimestamp(clock: Clock): () => string {
  let moment = Number.NaN;
  let text = '';
  return () => {
    const now = clock.now();
    if (now !== moment) text = `,"time":"${new Date(now).toISOString()}"`;
    moment = now;
    return text;
  };
}

/** What a line itself is made of, and what a field of that name becomes. */
const RESERVED = [
  ['message', 'fieldMessage'],
  ['severity', 'fieldSeverity'],
  ['time', 'fieldTime'],
] as const;

/** A field must not overwrite what the line itself is made of. */
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

function terminal(output: LogDestination, colours: boolean): LogDestination {
  return { write: (line) => output.write(formatForTerminal(line, colours)) };
}
