// Preloaded into the server under load: tells the delay of its event loop on a port of its own.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

/** Answers with the delay since the last question, in milliseconds beyond the resolution. */
const server = createServer((_, response) => {
  const ms = (value: number) => Math.max(0, value / 1e6 - 10);
  response.end(
    JSON.stringify({ p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) }),
  );
  delay.reset();
});
server.listen(Number(process.env['LOOP_PORT']), '127.0.0.1').unref();
