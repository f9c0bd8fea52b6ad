/** The simulated canonical statuses and their HTTP codes (google/rpc/code.proto). */
const HTTP_CODES = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const;

export type GoogleStatus = keyof typeof HTTP_CODES;

/** A failure in the format of Google's REST APIs. */
export class GoogleApiError extends Error {
  override readonly name = 'GoogleApiError';
  readonly status: GoogleStatus;

  constructor(status: GoogleStatus, message: string) {
    super(message);
    this.status = status;
  }

  get httpCode(): number {
    return HTTP_CODES[this.status];
  }

  /** `{error: {code, message, status}}`; calls with a streamed response put it into an array. */
  body(streaming: boolean): string {
    const body = { error: { code: this.httpCode, message: this.message, status: this.status } };
    return JSON.stringify(streaming ? [body] : body, undefined, 2);
  }
}
