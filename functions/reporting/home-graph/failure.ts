/** Of the HTTP answer that made gaxios fail. */
export function statusOf(error: unknown): number | undefined {
  const { response } = Object(error);
  const status: unknown = Object(response).status;
  return typeof status === 'number' ? status : undefined;
}

/** gaxios keeps the failure of a request that got no answer as its cause. */
export function isNetworkFailure(error: unknown): boolean {
  const { name, config } = Object(error);
  return config !== undefined || name === 'GaxiosError' || name === 'FetchError';
}

/** What an error and its causes say. */
export function messageOf(error: unknown): string {
  const { message, cause } = Object(error);
  const text = typeof message === 'string' ? message : String(error);
  return cause === undefined || cause === null ? text : `${text}: ${messageOf(cause)}`;
}
