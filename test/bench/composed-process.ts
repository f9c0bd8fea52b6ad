// The product in a process of its own, composed as everywhere, with counters around its store and its calls, and without
// its limit of calls a minute (a home of fifty locks would wait for it).
import { subscribe } from 'node:diagnostics_channel';
import { type ClientRequest, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type App, createApp } from '../../functions/app.ts';
import { systemClock } from '../../functions/clock.ts';
import { loadConfig } from '../../functions/config/load-config.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { systemRandom } from '../../functions/random.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { HeldJobs } from '../support/held-jobs.ts';
import { serve } from './helper.ts';

const clock = systemClock;
const random = systemRandom;
const counts = { reads: 0, writes: 0, documentsRead: 0, calls: 0, bytesSent: 0, bytesReceived: 0 };
const jobs = new HeldJobs(clock);
let app: App | undefined;

serve({
  /** Starts the product with an environment and returns its address. */
  async start(env: Record<string, string>): Promise<string> {
    const config = loadConfig(env, { platform: 'self-hosted' });
    const logger = createLogger({ ...config.log, clock, destination: { write: () => {} } });
    const store = counting(openSqliteStore({ file: join(config.dataDir, 'store.sqlite'), clock }));
    const cloud = createSifelyCloud({ ...config.sifely, clock, random, logger, callsPerMinute: 1_000_000 });
    const homeGraph = createHomeGraph({ config, clock, logger });
    app = createApp({ config, clock, random, logger, store, cloud, homeGraph, jobs });
    const server = createServer(app.express);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** Waits for the background work, and learns the details of locks that a SYNC asked for. */
  async settle(): Promise<void> {
    await app?.settled();
    if (app !== undefined) await jobs.runAll('details', app.runJob);
  },
  /** Begins to count the calls to Sifely and their bytes, which costs time. */
  countCalls() {
    subscribe('http.client.response.finish', (message) => {
      const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
      counts.calls += 1;
      counts.bytesSent +=
        request.host.length + request.path.length + Number(request.getHeader('content-length') ?? 0);
      response.on('data', (chunk: Buffer) => {
        counts.bytesReceived += chunk.length;
      });
    });
  },
  /** Returns the counts since the last call. */
  takeCounts() {
    const taken = { ...counts };
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] = 0;
    return taken;
  },
});

function counting(store: Store): Store {
  const write = <Args extends unknown[], T>(method: (...args: Args) => Promise<T>) => {
    return (...args: Args) => {
      counts.writes += 1;
      return method.apply(store, args);
    };
  };
  return {
    get: (keys) => {
      counts.reads += 1;
      counts.documentsRead += keys.length;
      return store.get(keys);
    },
    create: write(store.create),
    replace: write(store.replace),
    delete: write(store.delete),
    due: (collection, query) => {
      counts.reads += 1;
      return store.due(collection, query);
    },
    dueKeys: (collection, query) => {
      counts.reads += 1;
      return store.dueKeys(collection, query);
    },
    claimDue: write(store.claimDue),
    postpone: write(store.postpone),
    dueShards: (collection) => store.dueShards(collection),
    list: (collection, query) => store.list(collection, query),
    flushed: () => store.flushed(),
    close: () => store.close(),
  };
}
