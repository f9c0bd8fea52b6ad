// The product as `functions/server.ts` composes it, but without its limit of calls a minute to Sifely, which would have most
// inputs wait for it.
import { join } from 'node:path';
import { createApp } from '../../functions/app.ts';
import { systemClock as clock } from '../../functions/clock.ts';
import { loadConfig } from '../../functions/config/load-config.ts';
import { listen } from '../../functions/http/http-server.ts';
import { RequestLoad } from '../../functions/http/request-load.ts';
import { createLocalJobs } from '../../functions/jobs/local-jobs.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { systemRandom as random } from '../../functions/random.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';

const config = loadConfig(process.env, { platform: 'self-hosted' });
const logger = createLogger({ ...config.log, clock });
const server = await listen(config.host, config.port, clock);
const store = openSqliteStore({ file: join(config.dataDir, 'store.sqlite'), clock });
const cloud = createSifelyCloud({ ...config.sifely, clock, random, logger, callsPerMinute: 1_000_000 });
const homeGraph = createHomeGraph({ config, clock, logger });
const jobs = createLocalJobs({ clock, random, logger, store });
const load = new RequestLoad({ maxRequests: config.maxRequests, watch: 'always' });
const app = createApp({ config, clock, random, logger, store, cloud, homeGraph, jobs, load });
await jobs.start(app.runJob);
server.handle(app.express);
