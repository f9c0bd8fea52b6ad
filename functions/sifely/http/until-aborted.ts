import { gaveUp } from './transport.ts';

/**
 * Waits for work that goes on for others even when this caller gives up; that is then a `SifelyError` of kind `aborted`.
 * Nothing of the caller's own was sent by then.
 */
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
