import { Trace } from '../../../functions/logs/trace.ts';

describe('a trace', () => {
  test('counts overlapping upstream calls once', async () => {
    let now = 0;
    const trace = new Trace('1', { now: () => now, delay: () => Promise.resolve() });
    let endFirst = () => {};
    let endSecond = () => {};
    const first = trace.upstream(() => new Promise<void>((resolve) => (endFirst = resolve)));
    now = 10;
    const second = trace.upstream(() => new Promise<void>((resolve) => (endSecond = resolve)));
    now = 30;
    endFirst();
    await first;
    now = 40;
    endSecond();
    await second;
    now = 45;
    expect(trace.times()).toEqual({ totalMs: 45, upstreamMs: 40, ourMs: 5 });
  });
});
