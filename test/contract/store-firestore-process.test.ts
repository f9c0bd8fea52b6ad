import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { startMetadataServer } from '../support/metadata-server.ts';
import { outputOf } from '../support/process-output.ts';

const SUPPORT = join(__dirname, '../support');
const SOURCE = join(SUPPORT, 'store-reader.ts');

/** The deployed bundle contains the library that finds credentials: it must work like the sources. */
describe.each(['as it is', 'bundled as it is deployed'])(
  'a process that uses the Firestore store, %s',
  (form) => {
    let folder: string;
    let simulator: FirestoreSimulator;
    let reader = SOURCE;
    let bundleFolder: string | undefined;

    beforeAll(async () => {
      if (form === 'as it is') return;
      const cache = join(__dirname, '../../node_modules/.cache');
      mkdirSync(cache, { recursive: true });
      bundleFolder = mkdtempSync(join(cache, 'store-reader-'));
      reader = join(bundleFolder, 'reader.cjs');
      const bundling = spawn(process.execPath, [join(SUPPORT, 'bundle-store-reader.ts'), reader], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(await outputOf(bundling)).toEqual({ code: 0, stdout: '', stderr: '' });
    });

    afterAll(() => {
      if (bundleFolder !== undefined) rmSync(bundleFolder, { recursive: true });
    });

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'credentials-'));
      simulator = await FirestoreSimulator.start();
    });

    afterEach(async () => {
      await simulator.close();
      rmSync(folder, { recursive: true });
    });

    /** Runs the reader to its end in an otherwise empty environment. */
    async function run(environment: Record<string, string>) {
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', reader, simulator.host],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
          // No home directory, so that no local credentials are found; no probe for Google's machines.
          env: { HOME: folder, METADATA_SERVER_DETECTION: 'none', ...environment },
        },
      );
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
      expect(simulator.calls).toEqual({ batchGet: 1, batchWrite: 0, commit: 1, runQuery: 0 });
    });

    test('works with the identity that the platform gives it, in the project of the platform', async () => {
      const platform = await startMetadataServer();
      const ended = await run(platform.environment);
      await platform.close();
      expect(ended).toEqual({ code: 0, stdout: '{"created":true,"read":{"n":1},"left":[]}', stderr: '' });
      expect(platform.tokens).toEqual(['token-1']);
      expect(simulator.documents.map(({ name }) => name)).toEqual([
        'projects/demo-of-the-platform/databases/(default)/documents/accounts/a1',
      ]);
    });

    test('works on a platform that does not answer the first request for a token', async () => {
      const platform = await startMetadataServer();
      platform.answer = 'silence';
      const running = run(platform.environment);
      const asked = async (times: number) => {
        while (platform.asked < times) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      await asked(1);
      platform.answer = 'token';
      await asked(2);
      // The library would keep the process alive until then.
      platform.answerAll();
      const ended = await running;
      await platform.close();
      expect(ended).toEqual({ code: 0, stdout: '{"created":true,"read":{"n":1},"left":[]}', stderr: '' });
    });

    test('requests another token once when one is refused before its expiry', async () => {
      const platform = await startMetadataServer();
      simulator.endedTokens.add('token-1');
      const ended = await run(platform.environment);
      expect(ended).toEqual({ code: 0, stdout: '{"created":true,"read":{"n":1},"left":[]}', stderr: '' });
      expect(platform.tokens).toEqual(['token-1', 'token-2']);
      expect(simulator.calls).toEqual({ batchGet: 1, batchWrite: 0, commit: 2, runQuery: 0 });
      for (const token of ['token-3', 'token-4', 'token-5']) simulator.endedTokens.add(token);
      expect((await run(platform.environment)).stdout).toMatch(/^{"created":"StoreUnavailableError"/);
      await platform.close();
      expect(platform.tokens).toHaveLength(5);
    });

    test('finds the store unavailable while calls fail, and stops retrying', async () => {
      simulator.fault({ kind: 'unavailable', call: 'batchGet', when: 'before', times: 100 });
      simulator.fault({ kind: 'unavailable', call: 'commit', when: 'before', times: 100 });
      expect(await run({ GOOGLE_APPLICATION_CREDENTIALS: serviceAccount() })).toEqual({
        code: 0,
        stdout: '{"created":"StoreUnavailableError","read":"StoreUnavailableError","left":[]}',
        stderr: '',
      });
      expect(simulator.calls).toEqual({ batchGet: 9, batchWrite: 0, commit: 1, runQuery: 0 });
    });

    test('finds the store unavailable without credentials, with no unhandled rejection', async () => {
      expect(await run({ GOOGLE_CLOUD_PROJECT: 'demo' })).toEqual({
        code: 0,
        stdout: '{"created":"StoreUnavailableError","read":"StoreUnavailableError","left":[]}',
        stderr: '',
      });
    });
  },
);
