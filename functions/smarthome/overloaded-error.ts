/** The process has more to do than it can in time. Nothing of the request was carried out, and it may be sent again. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
}
