import { AsyncLocalStorage } from 'node:async_hooks';

/** The Cloud Trace ids of a request; they join our lines to the platform's own line for it. */
interface RequestContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits; only if the header has one. */
  readonly spanId?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Returns the ids of the current request, if known. */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs `work`, and everything that it starts, in the context of the request with these headers. */
export function withRequestContext<T>(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  work: () => T,
): T {
  const context = readTrace(headers);
  return context === undefined ? work() : storage.run(context, work);
}

/** Reads W3C's `traceparent` (00-TRACE-SPAN-FLAGS), or Google's older `X-Cloud-Trace-Context` (TRACE/decimal span). */
function readTrace(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): RequestContext | undefined {
  const [, traceId, spanId] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(String(headers['traceparent'] ?? '')) ?? [];
  if (traceId !== undefined && spanId !== undefined) return { traceId, spanId };
  const [, older] = /^([0-9a-f]{32})(?:\/|$)/.exec(String(headers['x-cloud-trace-context'] ?? '')) ?? [];
  return older === undefined ? undefined : { traceId: older };
}
