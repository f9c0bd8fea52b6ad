/** A failure in the API's format. Source: the HomeGraph API's error model (google.rpc.Status over HTTP). */
export class HomeGraphError extends Error {
  override readonly name = 'HomeGraphError';
  readonly httpStatus: number;
  readonly code: string;

  constructor(httpStatus: number, message: string) {
    super(message);
    this.httpStatus = httpStatus;
    this.code = RPC_CODES[httpStatus] ?? 'UNKNOWN';
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
