/** Returns when the product began with each request, ms since the epoch, by its log: a stopped process does so late. */
export function requestTimes(output: string): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const line of output.split('\n')) {
    if (!line.includes('"message":"intent"')) continue;
    const { time, requestId, ourMs, upstreamMs } = JSON.parse(line);
    const at = Date.parse(time) - ourMs - upstreamMs;
    times.set(requestId, [...(times.get(requestId) ?? []), at]);
  }
  return times;
}
