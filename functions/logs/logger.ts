export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The fields of a line: plain values, and `error` for an error whose message, stack and cause are logged. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The log port. Every line is redacted (`redact.ts`) in case a secret is passed by mistake; never pass one on purpose. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
