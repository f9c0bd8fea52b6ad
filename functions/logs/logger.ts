/** The levels that Cloud Logging and terminals both know. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What goes with a line: plain values, and `error` for an error whose message, stack and cause are kept. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * The log port. Everything passes one redaction (`redact.ts`), so a secret that is handed in by mistake does not come
 * out; still, never hand one in.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
