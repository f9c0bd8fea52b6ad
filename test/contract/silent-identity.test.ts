import { createCloudTasks } from '../../functions/jobs/cloud-tasks.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';
import { StoreUnavailableError } from '../../functions/store/store.ts';
import { type MetadataServer, startMetadataServer } from '../support/metadata-server.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { KeptLog } from '../unit/sifely/client.ts';
import { closeLittleServers, littleServer } from '../unit/sifely/little-server.ts';
import { named } from './jobs-contract.ts';

// Google's libraries import an HTTP client where there is no window with one, and Jest knows no import at run time.
Object.assign(globalThis, { window: { fetch } });

describe('a platform that never answers a request for a token', () => {
  const before = { ...process.env };
  let clock: OffsetClock;
  let metadata: MetadataServer;

  beforeEach(async () => {
    clock = new OffsetClock();
    metadata = await startMetadataServer();
    metadata.answer = 'silence';
    Object.assign(process.env, metadata.environment, { GOOGLE_CLOUD_PROJECT: 'demo-test' });
    delete process.env['GOOGLE_APPLICATION_CREDENTIALS'];
  });

  afterEach(async () => {
    process.env = { ...before };
    await metadata.close();
    await closeLittleServers();
  });

  async function asked(times: number): Promise<void> {
    while (metadata.asked < times) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  test('is asked again for the next job', async () => {
    const jobs = createCloudTasks({
      projectId: 'demo-test',
      region: 'europe-west1',
      emulated: false,
      clock,
      logger: new KeptLog(),
    });
    for (const times of [1, 2, 3]) {
      const enqueued = expect(jobs.enqueue(named('a'))).rejects.toThrow(StoreUnavailableError);
      await asked(times);
      clock.advance(3001);
      await enqueued;
    }
    // Abandoned connections are released.
    clock.advance(3001);
    const { getApps } = await import('firebase-admin/app');
    while (getApps().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('is asked once by jobs that come together', async () => {
    const jobs = createCloudTasks({
      projectId: 'demo-test',
      region: 'europe-west1',
      emulated: false,
      clock,
      logger: new KeptLog(),
    });
    for (const times of [1, 2]) {
      const enqueued = ['a', 'b', 'c'].map((name) =>
        expect(jobs.enqueue(named(name))).rejects.toThrow(StoreUnavailableError),
      );
      await asked(times);
      clock.advance(3001);
      await Promise.all(enqueued);
      expect(metadata.asked).toBe(times);
    }
  });

  test('is asked again for the next call of the HomeGraph API, and none is made late', async () => {
    const api = await littleServer(() => ({ body: {} }));
    const google = { clientId: '', clientSecrets: [], projectId: undefined, homegraphUrl: api.baseUrl };
    // Named, so that tokens are asked for although the API is on loopback; what the platform gives is found all the same.
    const config = { google: { ...google, credentialsFile: 'none' } };
    const logger = new KeptLog();
    const homeGraph = createHomeGraph({ config, clock, logger });
    const first = homeGraph.requestSync('account');
    await asked(1);
    clock.advance(10_001);
    expect(await first).toEqual({
      outcome: 'unavailable',
      detail: 'no access token: No answer within 10000 ms',
    });
    expect(logger.lines[0]?.fields).toMatchObject({ cause: 'NO_ANSWER' });
    metadata.answer = 'token';
    expect(await homeGraph.requestSync('account')).toEqual({ outcome: 'ok', status: 200 });
    metadata.answerAll();
    expect(await homeGraph.requestSync('account')).toEqual({ outcome: 'ok', status: 200 });
    expect(api.requests).toHaveLength(2);
  });
});
