/**
 * Returns the wait of a `Retry-After` header in milliseconds; the header has seconds or an HTTP date (RFC 9110, 10.2.3).
 * `undefined` if it is missing or invalid.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
