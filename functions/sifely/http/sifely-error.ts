import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import type { ErrorRow } from './error-table.ts';

/**
 * `refused`: an error. `foreign`: a refusal that another server than Sifely made. `method`: wants another one. `missing`: the
 * deployment does not have the endpoint. `empty`, `unreadable`: not the expected answer. Others: no answer.
 */
export type SifelyErrorKind =
  | 'refused'
  | 'foreign'
  | 'method'
  | 'missing'
  | 'empty'
  | 'unreadable'
  | 'timeout'
  | 'network'
  | 'aborted';

interface SifelyErrorContext {
  /** The path of the call, without its query (which holds secrets). */
  readonly endpoint: string;
  readonly kind: SifelyErrorKind;
  /** Sifely's number from `errcode` or `code`; beside it the HTTP status. */
  readonly code?: number | undefined;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** True if the reply has the form of Sifely's errors. */
  readonly isOwnForm?: boolean;
  /** Why there was no complete answer: the system's code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`) or one of ours. */
  readonly networkCause?: string | undefined;
  /** More for the log, in our own words: Sifely's texts may quote secrets of the request. */
  readonly note?: string | undefined;
  readonly cause?: unknown;
}

/** The only error of the Sifely client. Of Sifely's reply it carries numbers only. */
export class SifelyError extends CloudFailureError {
  override readonly name: string = 'SifelyError';
  readonly code: number | undefined;
  readonly status: number | undefined;
  readonly endpoint: string;
  readonly kind: SifelyErrorKind;
  readonly retryAfterMs: number | undefined;
  readonly networkCause: string | undefined;
  readonly renewalMayHelp: boolean;
  readonly isOwnForm: boolean;
  readonly #row: ErrorRow;
  readonly #context: SifelyErrorContext;

  constructor(row: ErrorRow, context: SifelyErrorContext) {
    super(describe(row, context), { ...row, cause: context.cause });
    this.code = context.code;
    this.status = context.status;
    this.endpoint = context.endpoint;
    this.kind = context.kind;
    this.retryAfterMs = context.retryAfterMs;
    this.networkCause = context.networkCause;
    this.renewalMayHelp = row.renewalMayHelp;
    this.isOwnForm = context.isOwnForm ?? false;
    this.#row = row;
    this.#context = context;
  }

  /** Returns the same failure with another meaning, for a caller that knows more. */
  as(changes: Partial<ErrorRow>): SifelyError {
    return new SifelyError({ ...this.#row, ...changes }, this.#context);
  }
}

function describe(row: ErrorRow, { endpoint, code, status, networkCause, note }: SifelyErrorContext): string {
  const facts = [
    code === undefined ? '' : `code ${code}`,
    status === undefined ? '' : `HTTP ${status}`,
    networkCause ?? '',
    note ?? '',
  ].filter((fact) => fact !== '');
  return `Sifely ${endpoint}: ${row.meaning}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}
