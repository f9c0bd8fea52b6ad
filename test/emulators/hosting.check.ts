import { Person } from '../../simulators/google/index.ts';
import { PIN, Surroundings } from '../support/deployment.ts';
import { type FirebaseEmulators, startEmulators } from '../support/firebase-emulators.ts';
import { freePorts } from '../support/free-ports.ts';

// The deployable bundle as Firebase runs it: hosting in front, the function behind, both emulators Firebase's own.
describe('behind Firebase Hosting', () => {
  let surroundings: Surroundings;
  let emulators: FirebaseEmulators;
  let url: string;

  beforeAll(async () => {
    const port = await freePorts(6);
    url = `http://127.0.0.1:${port}`;
    surroundings = await Surroundings.start(url);
    const { env, secrets, firestore } = surroundings;
    emulators = await startEmulators({ port, env, secrets, firestore: firestore.host });
  }, 300_000);

  afterAll(async () => {
    await emulators?.stop();
    await surroundings?.close();
  }, 60_000);

  test('an account is linked through the pages and a door is unlocked by voice', async () => {
    await surroundings.linkAndUnlock();
  });

  test('every path leads to the function', async () => {
    const health = await fetch(`${url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, expect.objectContaining({ status: 'ok' })]);
    const intent = await fetch(`${url}/smarthome`, { method: 'POST' });
    expect(intent.status).toBe(401);
    const person = new Person();
    const page = await person.open(`${url}/nowhere`);
    expect(page.status).toBe(404);
  });

  test('no secret reached the log', () => {
    expect(emulators.output).toContain('action.devices.EXECUTE');
    for (const secret of [...Object.values(surroundings.secrets), 'demo-password', PIN]) {
      expect(emulators.output).not.toContain(secret);
    }
  });
});
