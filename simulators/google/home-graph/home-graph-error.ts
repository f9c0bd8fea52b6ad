/** A failure in the API's format. Source: the HomeGraph API's error model (google.rpc.Status over HTTP). */
export class HomeGraphError extends Error {
  override readonly name = 'HomeGraphError';
  readonly httpStatus: number;
  readonly code: string;
  /** The reason in Google's `ErrorInfo`, such as `SERVICE_DISABLED`. */
  readonly reason: string | undefined;

  constructor(httpStatus: number, message: string, reason?: string) {
    super(message);
    this.httpStatus = httpStatus;
    this.code = RPC_CODES[httpStatus] ?? 'UNKNOWN';
    this.reason = reason;
  }

  /** The error in the body. */
  get body(): object {
    const { httpStatus: code, message, code: status, reason } = this;
    const metadata = { service: 'homegraph.googleapis.com' };
    const info = {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason,
      domain: 'googleapis.com',
      metadata,
    };
    return { code, message, status, ...(reason !== undefined && { details: [info] }) };
  }
}

const RPC_CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};
