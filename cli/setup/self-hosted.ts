import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { commandCall } from '../../functions/config/command-call.ts';
import { checkSettings, settingFault } from './check-settings.ts';
import type { SettingValues } from './env-text.ts';
import { consoleGuide, linkingGuide } from './google-console.ts';
import { addressQuestion, projectQuestion, sifelyQuestion, sifelySettings } from './questions.ts';
import { CLIENT_ID, newSecrets } from './secrets.ts';
import { keyGuide, keyQuestion } from './service-account.ts';
import { SettingFile } from './setting-file.ts';
import { clientSecretLine, given, iconFile, isAgreed, type SetupRun, section } from './setup-run.ts';
import {
  addressHelp,
  CONTAINER_NETWORKS,
  type Reach,
  reachGuide,
  reachSettings,
  WAYS,
  type Way,
} from './ways.ts';

const TARGET = 'self-hosted';
const COMPOSE_FILE = 'deploy/compose.yaml';

/** Sets up a server of one's own: writes `.env`. Returns the exit code. */
export async function setUpServer(run: SetupRun, isContainer: boolean): Promise<number> {
  const { terminal, random } = run;
  const file = new SettingFile(
    resolve(terminal.cwd, given(run, 'file') ?? defaultFile(terminal.cwd, isContainer)),
  );
  const { present } = file;
  const { reach, settings, keyFile } = await askForServer(run, present, isContainer);
  const made = newSecrets(present, random);
  const values: SettingValues = {
    ...settings,
    GOOGLE_CLIENT_ID: present['GOOGLE_CLIENT_ID'] ?? CLIENT_ID,
    ...made,
  };
  checkSettings({ ...present, ...values }, TARGET);
  file.set(values);
  const icon = iconFile(run, dirname(file.path));
  const plan = [
    ...file.describe(),
    ...(existsSync(icon.path) ? [] : [`${icon.path} (new file, the app icon)`]),
  ];
  if (plan.length > 0) {
    if (!(await isAgreed(run, plan))) return run.values['dry-run'] === true ? 0 : 1;
    file.write();
    if (!existsSync(icon.path)) icon.write();
  }
  terminal.note(plan.length > 0 ? '\nDone.' : '\nNothing to change: everything is set.');
  const named = (path: string) => (isContainer ? nameOutside(run, path) : path);
  const files = { keyFile: named(keyFile), file: named(file.path), icon: named(icon.path) };
  printGuide(run, { reach, values, made, ...files });
  return 0;
}

/** Returns a file as it is called in the folder of the project, also if setup runs in a container with deploy/ elsewhere. */
function nameOutside({ terminal: { cwd } }: SetupRun, path: string): string {
  if (path === '' || !existsSync(join(cwd, basename(COMPOSE_FILE)))) return path;
  const name = relative(cwd, path);
  return name.startsWith('..') ? path : join(dirname(COMPOSE_FILE), name);
}

/** Compose reads the file beside `compose.yaml`. */
function defaultFile(cwd: string, isContainer: boolean): string {
  return isContainer && existsSync(join(cwd, COMPOSE_FILE)) ? join(dirname(COMPOSE_FILE), '.env') : '.env';
}

interface ServerAnswers {
  readonly reach: Reach;
  readonly settings: SettingValues;
  /** The key for reports; empty if it is still missing. */
  readonly keyFile: string;
}

async function askForServer(
  run: SetupRun,
  present: SettingValues,
  isContainer: boolean,
): Promise<ServerAnswers> {
  const { interview, terminal } = run;
  const project = await interview.ask(projectQuestion(TARGET, present['GOOGLE_PROJECT_ID']));
  const way = isContainer
    ? 'container'
    : await interview.ask({
        flag: 'way',
        label: 'Way',
        explanation: [
          'Google reaches the server over HTTPS only. How do requests from the internet get to it?',
        ],
        choices: WAYS,
        fallback: wayOf(present['PUBLIC_URL']),
      });
  const publicUrl = await interview.ask(addressQuestion(TARGET, addressHelp(way), present['PUBLIC_URL']));
  const keyFile = await interview.ask(
    keyQuestion(project, terminal.cwd, present['GOOGLE_APPLICATION_CREDENTIALS']),
  );
  const clientId = await interview.ask(sifelyQuestion(TARGET, present));
  interview.finish();
  const listening = listeningSettings(run, present, isContainer);
  const reach: Reach = {
    way: way as Way,
    publicUrl,
    port: listening['PORT'] ?? '8080',
    proxyAddress: listening['HOST'] === '0.0.0.0' ? listening['TRUSTED_PROXIES'] : undefined,
  };
  const settings = {
    PUBLIC_URL: publicUrl,
    GOOGLE_PROJECT_ID: project,
    ...sifelySettings(clientId),
    // A container has the key at a path of its own, which compose.yaml sets.
    ...(keyFile !== '' && !isContainer && { GOOGLE_APPLICATION_CREDENTIALS: keyFile }),
    ...listening,
  };
  return { reach, settings, keyFile };
}

/** Returns where the server listens: as an option says, else as it is set, else as the container or this machine needs it. */
function listeningSettings(run: SetupRun, present: SettingValues, isContainer: boolean): SettingValues {
  const port = given(run, 'port') ?? present['PORT'];
  const proxyAddress = given(run, 'proxy-address');
  const standing = { HOST: present['HOST'], TRUSTED_PROXIES: present['TRUSTED_PROXIES'] };
  const fitting = reachSettings(proxyAddress ?? (isContainer ? CONTAINER_NETWORKS : undefined));
  return {
    ...fitting,
    ...(proxyAddress === undefined && definedOf(standing)),
    ...(port !== undefined && { PORT: port }),
  };
}

function definedOf(values: Readonly<Record<string, string | undefined>>): SettingValues {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/** An address that is set already has its way in place: only what every way must do is repeated. */
function wayOf(publicUrl: string | undefined): keyof typeof WAYS {
  if (publicUrl === undefined || settingFault('PUBLIC_URL', publicUrl, TARGET) !== undefined) return 'caddy';
  return new URL(publicUrl).hostname.endsWith('.ts.net') ? 'tailscale' : 'plain';
}

interface Guided {
  readonly reach: Reach;
  readonly values: SettingValues;
  readonly keyFile: string;
  readonly file: string;
  readonly icon: string;
  /** The secrets of this run. */
  readonly made: SettingValues;
}

function printGuide(run: SetupRun, guided: Guided): void {
  const { reach, values, keyFile, file, icon, made } = guided;
  section(run, '1. Let requests in', reachGuide(reach));
  if (keyFile === '') {
    section(run, 'Missing: the key for reports', [
      reach.way === 'container'
        ? 'Docker Compose does not start the server without it.'
        : 'Until then tiles show old states.',
      ...keyGuide(values['GOOGLE_PROJECT_ID'] ?? ''),
      reach.way === 'container'
        ? 'Then copy the file as shown below.'
        : `Then run ${commandCall(run.terminal.env, 'setup')} again with the file.`,
    ]);
  }
  section(run, '2. Start', [
    ...(reach.way === 'container' ? containerStart(keyFile) : serverStart(run)),
    'Keep a copy of the line ENCRYPTION_KEYS away from this machine: without it a backup cannot be read.',
  ]);
  const place = `the value of GOOGLE_CLIENT_SECRET in ${file}`;
  section(run, '3. Google’s console', consoleGuide(values, icon, clientSecretLine(run, made, place)));
  section(run, '4. Link', linkingGuide(values));
}

function serverStart(run: SetupRun): string[] {
  return [
    `  ${commandCall(run.terminal.env, 'start')}`,
    '',
    'Then check everything, in a second terminal:',
    '',
    `  ${commandCall(run.terminal.env, 'doctor')}`,
    '',
    'As a service that starts with the machine: docs/self-hosting.md.',
  ];
}

function containerStart(keyFile: string): string[] {
  const key = join(dirname(COMPOSE_FILE), 'service-account.json');
  return [
    ...(keyFile === key ? [] : [`  cp ${keyFile === '' ? 'KEY_FILE' : keyFile} ${key}`]),
    `  sudo chown 65532 ${key} && sudo chmod 400 ${key}`,
    `  docker compose -f ${COMPOSE_FILE} up -d --build`,
    `  docker compose -f ${COMPOSE_FILE} exec locks sifely-google-home doctor`,
    '',
  ];
}
