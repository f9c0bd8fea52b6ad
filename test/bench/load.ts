import autocannon from 'autocannon';
import type { Program } from './program.ts';

/** The performance of a server under load. */
export interface LoadResult {
  readonly perSecond: number;
  /** Processor time per elapsed time: 1 is one busy core. */
  readonly cores: number;
  readonly p50: number;
  readonly p99: number;
}

/** Posts one body repeatedly, for some seconds or a number of times. Rejects when an answer is not 200. */
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
