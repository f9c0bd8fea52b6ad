import autocannon from 'autocannon';
import type { Program } from './program.ts';

/** What a server under load did. */
export interface LoadResult {
  readonly perSecond: number;
  /** Processor time per time: 1 is one core busy. */
  readonly cores: number;
  readonly p50: number;
  readonly p99: number;
}

/** Posts one body over and over, for so many seconds or so often. Rejects when an answer is not 200. */
export async function load(
  program: Program,
  request: { readonly token: string; readonly body: string },
  how: { readonly connections: number } & ({ readonly seconds: number } | { readonly amount: number }),
): Promise<LoadResult> {
  const begun = performance.now();
  const busyBefore = program.processorSeconds;
  const result = await autocannon({
    url: `${program.url}/smarthome`,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${request.token}` },
    body: request.body,
    connections: how.connections,
    ...('seconds' in how ? { duration: how.seconds } : { amount: how.amount }),
  });
  const seconds = (performance.now() - begun) / 1000;
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${program.url}: ${result.non2xx} answers were not 200, ${result.errors} errors`);
  }
  return {
    perSecond: result['2xx'] / seconds,
    cores: (program.processorSeconds - busyBefore) / seconds,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}
