/** The simulated canonical statuses (google/rpc/code.proto): their numbers and HTTP codes. */
const CODES = {
  INVALID_ARGUMENT: [3, 400],
  DEADLINE_EXCEEDED: [4, 504],
  NOT_FOUND: [5, 404],
  ALREADY_EXISTS: [6, 409],
  PERMISSION_DENIED: [7, 403],
  RESOURCE_EXHAUSTED: [8, 429],
  FAILED_PRECONDITION: [9, 400],
  ABORTED: [10, 409],
  UNIMPLEMENTED: [12, 501],
  UNAVAILABLE: [14, 503],
  UNAUTHENTICATED: [16, 401],
} as const;

export type GoogleStatus = keyof typeof CODES;

/** A failure in the format of Google's REST APIs. */
export class GoogleApiError extends Error {
  override readonly name = 'GoogleApiError';
  readonly status: GoogleStatus;

  constructor(status: GoogleStatus, message: string) {
    super(message);
    this.status = status;
  }

  get code(): number {
    return CODES[this.status][0];
  }

  get httpCode(): number {
    return CODES[this.status][1];
  }

  /** `{error: {code, message, status}}`; calls with a streamed response put it into an array. */
  body(streaming: boolean): string {
    const body = { error: { code: this.httpCode, message: this.message, status: this.status } };
    return JSON.stringify(streaming ? [body] : body, undefined, 2);
  }
}
