import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';
import { type Store, StoreUnavailableError } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { type MetadataServer, startMetadataServer } from '../support/metadata-server.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { hurry } from '../unit/sifely/client.ts';

const KEY = { collection: 'accounts', id: 'a1' } as const;

// Google's library imports an HTTP client unless a window has one, and Jest has no import at run time.
Object.assign(globalThis, { window: { fetch } });

describe('the Firestore store with tokens of its platform', () => {
  const before = { ...process.env };

  // Loading takes time, which must not pass while a test moves the clock.
  beforeAll(() => import('google-auth-library'));

  let clock: OffsetClock;
  let metadata: MetadataServer;
  let simulator: FirestoreSimulator;
  let store: Store;

  beforeEach(async () => {
    clock = new OffsetClock();
    metadata = await startMetadataServer();
    Object.assign(process.env, metadata.environment);
    delete process.env['GOOGLE_APPLICATION_CREDENTIALS'];
    process.env['GOOGLE_CLOUD_PROJECT'] = 'demo-test';
    simulator = await FirestoreSimulator.start({ clock });
    store = openFirestoreStore({ clock, host: simulator.host, ssl: false });
  });

  afterEach(async () => {
    await store.close();
    await simulator.close();
    await metadata.close();
    process.env = { ...before };
  });

  const read = () => store.get([KEY]);

  /** Moves time twenty times as fast until work ends. */
  const brisk = <T>(work: Promise<T>) => hurry(clock, work, 100);

  async function until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  test('requests a token once for many calls', async () => {
    await Promise.all([read(), read(), read()]);
    await read();
    expect(metadata.asked).toBe(1);
  });

  test('requests a token again when a request is never answered', async () => {
    metadata.answer = 'silence';
    const reading = read();
    await until(() => metadata.asked === 1);
    metadata.answer = 'token';
    clock.advance(3001);
    await expect(reading).resolves.toEqual([undefined]);
    await read();
    expect(metadata.asked).toBe(2);
  });

  test('requests a token again although the clock was set back', async () => {
    metadata.answer = 'silence';
    const reading = read();
    await until(() => metadata.asked === 1);
    reading.catch(() => {});
    clock.advance(-3_600_000);
    metadata.answer = 'token';
    await expect(read()).resolves.toEqual([undefined]);
    clock.advance(3_603_001);
    await expect(reading).resolves.toEqual([undefined]);
  });

  test('requests tokens until one is answered', async () => {
    metadata.answer = 'silence';
    await expect(brisk(read())).rejects.toThrow(StoreUnavailableError);
    metadata.answer = 'failure';
    await expect(brisk(read())).rejects.toThrow(StoreUnavailableError);
    metadata.answer = 'token';
    await expect(read()).resolves.toEqual([undefined]);
  });

  test('uses a token that arrives late', async () => {
    metadata.answer = 'silence';
    await expect(brisk(read())).rejects.toThrow(StoreUnavailableError);
    metadata.answerAll();
    await expect(brisk(read())).resolves.toEqual([undefined]);
  });

  test.each(['failure', 'silence'] as const)(
    'uses a token until its expiry while its renewal meets %s, without waiting',
    async (answer) => {
      // The library renews a token that is valid for less than five minutes.
      metadata.expiresIn = 240;
      await read();
      metadata.answer = answer;
      for (let call = 0; call < 3; call += 1) {
        await expect(read()).resolves.toEqual([undefined]);
        clock.advance(70_000);
      }
      expect(metadata.asked).toBeGreaterThan(1);
      clock.advance(30_000);
      await expect(brisk(read())).rejects.toThrow(StoreUnavailableError);
      metadata.answer = 'token';
      metadata.expiresIn = 3599;
      await expect(brisk(read())).resolves.toEqual([undefined]);
    },
  );

  test('does not use a refused token, whatever its expiry', async () => {
    metadata.expiresIn = 240;
    await read();
    metadata.answer = 'failure';
    simulator.endedTokens.add('token-1');
    await expect(brisk(read())).rejects.toThrow(StoreUnavailableError);
    metadata.answer = 'token';
    await expect(read()).resolves.toEqual([undefined]);
  });

  test('connects again when the project name is never answered', async () => {
    delete process.env['GOOGLE_CLOUD_PROJECT'];
    metadata.namesProject = false;
    await expect(brisk(read())).rejects.toThrow(StoreUnavailableError);
    metadata.namesProject = true;
    await expect(read()).resolves.toEqual([undefined]);
  });

  test('does not request the project name again with another token', async () => {
    delete process.env['GOOGLE_CLOUD_PROJECT'];
    metadata.answer = 'silence';
    const reading = read();
    await until(() => metadata.asked === 1);
    metadata.namesProject = false;
    metadata.answer = 'token';
    clock.advance(3001);
    await expect(reading).resolves.toEqual([undefined]);
  });
});
