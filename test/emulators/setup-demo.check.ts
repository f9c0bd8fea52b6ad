import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firebaseTools } from '../support/firebase-emulators.ts';
import { freePorts } from '../support/free-ports.ts';
import { Program, ROOT } from '../support/program.ts';
import { callSetup } from '../support/setup-call.ts';

const PROJECT = 'demo-locks';
const SOURCES = ['cli', 'deploy', 'functions', 'public', 'scripts', 'simulators', 'firebase.json'];
const MANIFESTS = ['package.json', 'package-lock.json', 'tsconfig.json', 'LICENSE'];

test('setup prepares Firebase’s emulators for a demo project, and the functions start with its settings and secrets', async () => {
  const tools = await firebaseTools();
  const folder = mkdtempSync(join(tmpdir(), 'setup-demo-'));
  for (const name of [...SOURCES, ...MANIFESTS])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const port = await freePorts(6);
  const names = ['hosting', 'functions', 'hub', 'logging', 'eventarc', 'tasks'];
  const ports = names.map((name, index) => [name, { host: '127.0.0.1', port: port + index }]);
  const config = JSON.parse(readFileSync(join(folder, 'firebase.json'), 'utf8'));
  const emulators = { ...Object.fromEntries(ports), ui: { enabled: false }, singleProjectMode: true };
  writeFileSync(join(folder, 'firebase.json'), JSON.stringify({ ...config, emulators }));

  const { PATH, HOME } = process.env;
  const { code, output } = await callSetup(
    folder,
    ['--target', 'firebase', '--google-project', PROJECT, '--yes'],
    {
      env: { PATH, HOME },
    },
  );
  expect([code, output]).toEqual([0, expect.stringContaining(`emulators:start --project ${PROJECT}`)]);

  const program = Program.node(
    [tools, 'emulators:start', '--project', PROJECT, '--only', 'functions,hosting'],
    {
      cwd: folder,
      env: { FIRESTORE_EMULATOR_HOST: '127.0.0.1:1', CI: 'true' },
    },
  );
  try {
    await program.until(/All emulators ready/);
    const query = new URLSearchParams({
      client_id: 'google-home',
      redirect_uri: `https://oauth-redirect.googleusercontent.com/r/${PROJECT}`,
      response_type: 'code',
      state: 'any',
    });
    const page = await fetch(`http://127.0.0.1:${port}/oauth/authorize?${query}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('password')]);
  } finally {
    await program.stop('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
