import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../functions/config/load-config.ts';
import { firebaseTools } from '../support/firebase-emulators.ts';
import { type GoogleProject, startGoogleProject } from '../support/google-project.ts';
import { callSetup, type SetupCall } from '../support/setup-call.ts';

const PROJECT = 'my-home-project';

// Setup with the real tools of Firebase: what they print, and how they fail, is not ours to invent.
describe('setup with Firebase’s tools', () => {
  let folder: string;
  let google: GoogleProject;
  let setup: () => Promise<SetupCall>;

  beforeAll(async () => {
    const tools = await firebaseTools();
    folder = mkdtempSync(join(tmpdir(), 'setup-firebase-'));
    for (const name of ['bin', 'deploy/firebase']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'firebase.json'), '{}');
    writeFileSync(join(folder, 'bin/firebase'), `#!/bin/sh\nexec ${process.execPath} ${tools} "$@"\n`, {
      mode: 0o755,
    });
    google = await startGoogleProject(PROJECT);
    const env = { PATH: join(folder, 'bin'), HOME: folder, CI: 'true', ...google.env };
    const args = ['--target', 'firebase', '--google-project', PROJECT, '--region', 'europe-west1'];
    setup = () => callSetup(folder, [...args, '--skip-deploy', '--yes'], { env });
  }, 300_000);

  afterAll(async () => {
    await google?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('an empty project gets its site, its database and its secrets, and a second run changes nothing', async () => {
    const first = await setup();
    expect([first.code, first.output]).toEqual([0, expect.stringContaining('Done.')]);
    expect([...google.sites]).toEqual([PROJECT]);
    expect(google.database).toMatchObject({
      locationId: 'europe-west1',
      deleteProtectionState: 'DELETE_PROTECTION_ENABLED',
      pointInTimeRecoveryEnablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
    });
    const secrets = [...google.secrets].map(([name, values]) => [name, values.at(-1)] as const);
    const env = { GCLOUD_PROJECT: PROJECT, ...Object.fromEntries(secrets) };
    expect(loadConfig(env, { platform: 'firebase' }).encryptionKeys.length).toBe(1);
    for (const [, value] of secrets) expect(first.output).not.toContain(value);

    const again = await setup();
    expect(again.code).toBe(0);
    expect(again.output.match(/is there already/g)?.length).toBe(6);
    expect([...google.secrets.values()].map(({ length }) => length)).toEqual([1, 1]);
  }, 200_000);
});
