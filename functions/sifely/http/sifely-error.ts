import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import type { ErrorRow } from './error-table.ts';

/**
 * How a call failed. `refused`: Sifely said so. `method`: it wants another HTTP method. `empty`, `unreadable`: it
 * answered, but not what was asked for. `timeout`, `network`, `aborted`: there is no answer.
 */
export type SifelyErrorKind =
  | 'refused'
  | 'method'
  | 'empty'
  | 'unreadable'
  | 'timeout'
  | 'network'
  | 'aborted';

/** Where a failure was seen. */
interface SifelyErrorContext {
  /** The path of the call, without its query (which holds secrets). */
  readonly endpoint: string;
  readonly kind: SifelyErrorKind;
  /** Sifely's number from `errcode` or `code`. */
  readonly code?: number | undefined;
  /** The HTTP status. */
  readonly status?: number | undefined;
  /** Milliseconds that Sifely asked to wait, where it did. */
  readonly retryAfterMs?: number | undefined;
  /** More for the log, in our own words: Sifely's texts may repeat what was sent. */
  readonly note?: string | undefined;
  readonly cause?: unknown;
}

/** The one error of the Sifely client. Carries nothing that Sifely wrote but numbers. */
export class SifelyError extends CloudFailureError {
  override readonly name: string = 'SifelyError';
  readonly code: number | undefined;
  readonly status: number | undefined;
  readonly endpoint: string;
  readonly kind: SifelyErrorKind;
  readonly retryAfterMs: number | undefined;
  /** True if the same call may succeed with renewed credentials. */
  readonly renewalMayHelp: boolean;
  readonly #row: ErrorRow;
  readonly #context: SifelyErrorContext;

  constructor(row: ErrorRow, context: SifelyErrorContext) {
    super(describe(row, context), { ...row, cause: context.cause });
    this.code = context.code;
    this.status = context.status;
    this.endpoint = context.endpoint;
    this.kind = context.kind;
    this.retryAfterMs = context.retryAfterMs;
    this.renewalMayHelp = row.renewalMayHelp;
    this.#row = row;
    this.#context = context;
  }

  /** The same failure, read differently by a caller that knows more; `this` becomes no cause, the facts are kept. */
  as(changes: Partial<ErrorRow>): SifelyError {
    return new SifelyError({ ...this.#row, ...changes }, this.#context);
  }
}

function describe(row: ErrorRow, { endpoint, code, status, note }: SifelyErrorContext): string {
  const facts = [
    code === undefined ? '' : `code ${code}`,
    status === undefined ? '' : `HTTP ${status}`,
    note ?? '',
  ].filter((fact) => fact !== '');
  return `Sifely ${endpoint}: ${row.meaning}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}
