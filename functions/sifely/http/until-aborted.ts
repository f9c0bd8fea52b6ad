import { gaveUp } from './transport.ts';

/** Waits for shared work until the signal aborts; then rejects (`aborted`, executed `no`), while the work goes on for others. */
export async function untilAborted<T>(
  work: Promise<T>,
  endpoint: string,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return work;
  if (signal.aborted) throw gaveUp(endpoint).as({ executed: 'no' });
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(gaveUp(endpoint).as({ executed: 'no' }));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
