import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  DEPLOYMENT_DEFAULTS,
  firebaseParameters,
  firebaseSettingsFile,
  hostingUrl,
} from '../../functions/config/firebase-parameters.ts';
import { type Terminal, UsageError } from '../command.ts';
import { checkSettings } from './check-settings.ts';
import type { SettingValues } from './env-text.ts';
import { FirebaseCalls } from './firebase-calls.ts';
import { emulatorSteps, isEmulated } from './firebase-emulators.ts';
import { type FirebasePlan, firebaseSteps } from './firebase-steps.ts';
import { consoleGuide, linkingGuide } from './google-console.ts';
import { addressQuestion, projectQuestion, sifelyQuestion, sifelySettings } from './questions.ts';
import { REGIONS, regionFault } from './regions.ts';
import { createRunner, type Runner } from './run-program.ts';
import { newSecrets } from './secrets.ts';
import { SettingFile } from './setting-file.ts';
import { clientSecretLine, given, iconFile, isAgreed, type SetupRun, section } from './setup-run.ts';
import { describeSteps, jsonOf, runSteps, StepError } from './steps.ts';

const TARGET = 'firebase';

/** Sets up a deployment to Firebase: the settings file of the project, and everything in the project. Returns the exit code. */
export async function setUpFirebase(run: SetupRun): Promise<number> {
  const { terminal, random } = run;
  if (!existsSync(join(terminal.cwd, 'firebase.json'))) {
    throw new UsageError(
      'A deployment to Firebase needs the source code: run this in the folder of firebase.json',
    );
  }
  const runner = createRunner(outsideEnvironment(terminal), terminal.cwd);
  const { plan, file, values } = await askForFirebase(run, runner);
  file.set(values);
  const calls = new FirebaseCalls(plan.project, runner);
  const made: Record<string, string> = {};
  const emulated = isEmulated(plan.project) ? emulatorSteps(run) : undefined;
  const steps = emulated?.steps ?? firebaseSteps(plan, calls, random, made);
  if (!(await isAgreed(run, [...file.describe(), '', 'Then, one after another:', ...describeSteps(steps)]))) {
    return run.values['dry-run'] === true ? 0 : 1;
  }
  file.write();
  try {
    await runSteps(steps, runner, terminal);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    terminal.note(`\n${error.message}\n\nEverything before it is done. Run setup again to continue.`);
    return 1;
  }
  terminal.note('\nDone.');
  if (emulated !== undefined) {
    emulated.writeSecrets();
    section(run, 'Start the emulators', [`  ${calls.startEmulators}`]);
    return 0;
  }
  if (!plan.hasGcloud) section(run, 'By hand, because gcloud is not installed', handGuide(plan));
  const place = `what this prints: ${calls.showSecret('GOOGLE_CLIENT_SECRET')}`;
  const icon = iconFile(run, terminal.cwd).path;
  section(run, '1. Google’s console', consoleGuide(values, icon, clientSecretLine(run, made, place)));
  section(run, '2. Link', linkingGuide(values));
  return 0;
}

interface FirebaseAnswers {
  readonly plan: FirebasePlan;
  readonly file: SettingFile;
  readonly values: SettingValues;
}

async function askForFirebase(run: SetupRun, runner: Runner): Promise<FirebaseAnswers> {
  const { interview, terminal } = run;
  const project = await interview.ask(projectQuestion(TARGET, undefined, await knownProjects(run, runner)));
  interview.finish();
  // Earlier releases had it beside package.json.
  const former = join(terminal.cwd, `.env.${project}`);
  const file = new SettingFile(join(terminal.cwd, firebaseSettingsFile(project)), former);
  const { present } = file;
  const region = await interview.ask({
    flag: 'region',
    label: 'Region',
    explanation: [
      'The region of functions and database: near the locks, which makes them answer sooner. The database can never be moved.',
      'A number, or the name of any other region.',
    ],
    choices: REGIONS,
    fallback: present['REGION'] ?? DEPLOYMENT_DEFAULTS.REGION,
    fault: regionFault,
  });
  const clientId = await interview.ask(sifelyQuestion(TARGET, present));
  const budget = await interview.ask({
    flag: 'budget',
    label: 'Budget',
    explanation: [
      'An amount a month, in the currency of your billing account, of which Google warns you by mail; 0 for none. A home costs nothing',
      'or a few cents.',
    ],
    fallback: '5',
    fault: (amount) => (/^\d{1,6}$/.test(amount) ? undefined : 'It must be a whole number, such as 5.'),
  });
  const publicUrl =
    given(run, 'public-url') === undefined
      ? (present['PUBLIC_URL'] ?? hostingUrl(project))
      : await interview.ask(addressQuestion(TARGET, [], undefined));
  const location = given(run, 'database-location') ?? region;
  const values = {
    ...firebaseParameters(project),
    ...present,
    GOOGLE_PROJECT_ID: project,
    PUBLIC_URL: publicUrl,
    REGION: region,
    ...sifelySettings(clientId),
  };
  // Firebase's tools set the first one for the functions; the secrets stand for those in Secret Manager.
  checkSettings({ GCLOUD_PROJECT: project, ...values, ...newSecrets({}, run.random) }, TARGET);
  const isDeployed = run.values['skip-deploy'] !== true;
  return { plan: { project, location, budget, hasGcloud: runner.has('gcloud'), isDeployed }, file, values };
}

/** Returns the projects that a person who is asked could mean, by id; empty if Firebase's tools cannot tell. */
async function knownProjects(run: SetupRun, runner: Runner): Promise<Readonly<Record<string, string>>> {
  const isAsked = run.interview.isAttended && given(run, 'google-project') === undefined;
  if (!isAsked || run.values['dry-run'] === true || !runner.has('firebase')) return {};
  const { result } = Object(jsonOf(await runner.run(new FirebaseCalls('', runner).listProjects())));
  const projects: readonly unknown[] = Array.isArray(result) ? result : [];
  return Object.fromEntries(
    projects
      .map(Object)
      .flatMap(({ projectId, displayName }) =>
        typeof projectId === 'string' ? [[projectId, String(displayName ?? '')]] : [],
      ),
  );
}

/** Returns the environment without the settings of a self-hosted server in the same folder: its key file is not for Firebase's tools. */
function outsideEnvironment({ cwd, env }: Terminal): Terminal['env'] {
  const { present } = new SettingFile(join(cwd, '.env'));
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => present[name] !== value));
}

function handGuide({ project, budget }: FirebasePlan): string[] {
  return [
    `  HomeGraph API: https://console.cloud.google.com/apis/library/homegraph.googleapis.com?project=${project}`,
    `  Budget of ${budget}: https://console.cloud.google.com/billing/linkedaccount?project=${project} , Budgets & alerts`,
    '  Or install gcloud and run setup again: https://cloud.google.com/sdk/docs/install',
  ];
}
