/** Returns the HTTP status of an error of gaxios; `undefined` without a response. */
export function statusOf(error: unknown): number | undefined {
  const { response } = Object(error);
  const status: unknown = Object(response).status;
  return typeof status === 'number' ? status : undefined;
}

/** True if an answer has the form of Google's errors; a proxy's page has not. */
export function isGoogleError(error: unknown): boolean {
  const { data } = Object(Object(error).response);
  const { code, status } = Object(Object(data).error);
  return typeof code === 'number' || typeof status === 'string';
}

/** True for an error of an HTTP request. Without a status it is a network failure. */
export function isNetworkFailure(error: unknown): boolean {
  const { name, config } = Object(error);
  return config !== undefined || name === 'GaxiosError' || name === 'FetchError';
}

/** True if Node did not find a module: it says nothing about Google or the network. */
export function isMissingModule(error: unknown): boolean {
  const { code } = Object(error);
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

/** Returns the messages of an error and its causes. */
export function messageOf(error: unknown): string {
  const { message, cause } = Object(error);
  const text = typeof message === 'string' ? message : String(error);
  const reason = cause === undefined || cause === null ? '' : messageOf(cause);
  // Google's library wraps an error in one with the same message.
  return text.includes(reason) ? text : `${text}: ${reason}`;
}

/** Returns Google's word for a failure (google.rpc.ErrorInfo), such as `SERVICE_DISABLED`; `undefined` if it gives none. */
export function reasonOf(error: unknown): string | undefined {
  const { data } = Object(Object(error).response);
  const { details } = Object(Object(data).error);
  const reasons = (Array.isArray(details) ? details : []).map((detail) => Object(detail).reason);
  return reasons.find((reason) => typeof reason === 'string' && /^[A-Z0-9_]{1,63}$/.test(reason));
}
