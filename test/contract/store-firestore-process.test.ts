import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { outputOf } from '../support/process-output.ts';

const READER = join(__dirname, '../support/store-reader.ts');

describe('a process that uses the Firestore store', () => {
  let folder: string;
  let simulator: FirestoreSimulator;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    simulator = await FirestoreSimulator.start();
  });

  afterEach(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs the reader to its end, in an environment that has nothing but what is given. */
  async function run(environment: Record<string, string>) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', READER, simulator.host], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // No home, so that nobody's own credentials are found; no look-out for Google's machines.
      env: { HOME: folder, METADATA_SERVER_DETECTION: 'none', ...environment },
    });
    return outputOf(child);
  }

  function serviceAccount(): string {
    const file = join(folder, 'key.json');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const account = {
      type: 'service_account',
      project_id: 'demo-of-the-key',
      private_key_id: 'k1',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: 'store@demo-of-the-key.iam.gserviceaccount.com',
      client_id: '1',
    };
    writeFileSync(file, JSON.stringify(account));
    return file;
  }

  test('works with the key of a service account, in the project of the key, and ends', async () => {
    expect(await run({ GOOGLE_APPLICATION_CREDENTIALS: serviceAccount() })).toEqual({
      code: 0,
      stdout: '{"created":true,"read":{"n":1},"left":[]}',
      stderr: '',
    });
    expect(simulator.documents.map(({ name }) => name)).toEqual([
      'projects/demo-of-the-key/databases/(default)/documents/accounts/a1',
    ]);
    expect(simulator.calls).toEqual({ batchGet: 1, commit: 1, runQuery: 0 });
  });

  test('finds the store unavailable while calls fail, and leaves nothing that goes on trying', async () => {
    simulator.fault({ kind: 'unavailable', call: 'batchGet', when: 'before', times: 100 });
    simulator.fault({ kind: 'unavailable', call: 'commit', when: 'before', times: 100 });
    expect(await run({ GOOGLE_APPLICATION_CREDENTIALS: serviceAccount() })).toEqual({
      code: 0,
      stdout: '{"created":"StoreUnavailable","read":"StoreUnavailable","left":[]}',
      stderr: '',
    });
    expect(simulator.calls).toEqual({ batchGet: 9, commit: 1, runQuery: 0 });
  });

  test('finds the store unavailable where there are no credentials, without a rejection that nobody handles', async () => {
    expect(await run({ GOOGLE_CLOUD_PROJECT: 'demo' })).toEqual({
      code: 0,
      stdout: '{"created":"StoreUnavailable","read":"StoreUnavailable","left":[]}',
      stderr: '',
    });
  });
});
