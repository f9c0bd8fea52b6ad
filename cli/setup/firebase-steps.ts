import type { Random } from '../../functions/random.ts';
import { type FirebaseCalls, OLDEST_TOOLS } from './firebase-calls.ts';
import type { ProgramResult } from './run-program.ts';
import { newSecrets } from './secrets.ts';
import { faultIn, jsonOf, type Standing, type Step } from './steps.ts';

/** The answers that the steps are made for. */
export interface FirebasePlan {
  readonly project: string;
  readonly location: string;
  /** In the currency of the billing account; `0` for none. */
  readonly budget: string;
  readonly hasGcloud: boolean;
  readonly isDeployed: boolean;
}

const CLOUD = 'https://console.cloud.google.com';

/** Stands in a list of commands for what only the billing account's owner knows before they run. */
const BILLING_ACCOUNT = 'BILLING_ACCOUNT';

/** Builds the steps of a deployment to Firebase, in their order. `made` gets each secret when it is made. */
export function firebaseSteps(
  plan: FirebasePlan,
  calls: FirebaseCalls,
  random: Random,
  made: Record<string, string>,
): Step[] {
  const billing = { account: BILLING_ACCOUNT };
  return [
    ...(calls.isInstalled ? [toolsStep(calls)] : []),
    firebaseStep(plan, calls),
    ...(plan.hasGcloud ? [billingStep(plan, calls, billing), apiStep(plan, calls)] : []),
    siteStep(plan, calls),
    databaseStep(plan, calls),
    ...Object.entries(newSecrets({}, random)).map((secret) => secretStep(plan, secret, calls, made)),
    ...(plan.isDeployed ? [deployStep(plan, calls)] : []),
    ...(plan.hasGcloud && plan.budget !== '0' ? [budgetStep(plan, calls, billing)] : []),
  ];
}

function toolsStep(calls: FirebaseCalls): Step {
  const [major, minor] = OLDEST_TOOLS;
  return {
    title: `Firebase’s tools, release ${major}.${minor} or newer`,
    check: () => calls.getVersion(),
    standing({ stdout }) {
      const [, first = 0, second = 0] = (/(\d+)\.(\d+)\.\d+/.exec(stdout) ?? []).map(Number);
      return { is: first > major || (first === major && second >= minor) ? 'done' : 'unclear' };
    },
    help: [`Install it, then run this again: npm install --global firebase-tools@${major}`],
  };
}

function firebaseStep({ project }: FirebasePlan, calls: FirebaseCalls): Step {
  return {
    title: `Firebase in the project ${project}`,
    check: () => calls.listProjects(),
    standing(result) {
      const { result: projects } = Object(jsonOf(result));
      if (result.code !== 0 || !Array.isArray(projects)) return { is: 'unclear' };
      return { is: projects.some((each) => Object(each).projectId === project) ? 'done' : 'needed' };
    },
    call: () => calls.addFirebase(),
    help: [
      `Sign in with the Google account that owns the project, then run this again: ${calls.signIn}`,
      `Or add Firebase to the project by hand: https://console.firebase.google.com/ , Add project, ${project}`,
    ],
  };
}

function billingStep({ project }: FirebasePlan, calls: FirebaseCalls, billing: { account: string }): Step {
  return {
    title: 'The Blaze plan, which functions need',
    check: () => calls.describeBilling(),
    standing(result) {
      const { billingEnabled, billingAccountName } = Object(jsonOf(result));
      if (result.code !== 0) return { is: 'unclear' };
      billing.account = String(billingAccountName ?? '').replace(/^billingAccounts\//, '');
      return { is: billingEnabled === true ? 'done' : 'unclear' };
    },
    help: [
      `Is it there? https://console.firebase.google.com/project/${project}/usage/details`,
      'A home stays within the free quota; the budget below warns by mail.',
    ],
    // The account of gcloud may not see the billing; a deployment without it fails and says so.
    isOptional: true,
  };
}

function apiStep({ project }: FirebasePlan, calls: FirebaseCalls): Step {
  return {
    title: 'The APIs that it uses, HomeGraph among them',
    call: () => calls.enableApis(),
    help: [
      `Enable them at ${CLOUD}/apis/library?project=${project} . The deployment enables most of them, too.`,
    ],
    isOptional: true,
  };
}

function siteStep({ project }: FirebasePlan, calls: FirebaseCalls): Step {
  return {
    title: `The address https://${project}.web.app`,
    check: () => calls.getSite(),
    standing: (result) => presence(result, /could not find site/i),
    call: () => calls.createSite(),
    help: [`Open https://console.firebase.google.com/project/${project}/hosting and choose "Get started".`],
  };
}

function databaseStep({ project, location }: FirebasePlan, calls: FirebaseCalls): Step {
  return {
    title: `The database, in ${location}: it cannot be moved later`,
    check: () => calls.getDatabase(),
    standing(result) {
      const { result: database } = Object(jsonOf(result));
      if (result.code !== 0) return presence(result, /HTTP Error: 404/);
      const { deleteProtectionState, pointInTimeRecoveryEnablement, locationId } = Object(database);
      const isProtected =
        deleteProtectionState === 'DELETE_PROTECTION_ENABLED' &&
        pointInTimeRecoveryEnablement === 'POINT_IN_TIME_RECOVERY_ENABLED';
      if (!isProtected) return { is: 'needed', call: calls.protectDatabase() };
      return locationId === location ? { is: 'done' } : { is: 'done', note: `, in ${locationId}` };
    },
    call: () => calls.createDatabase(location),
    help: [
      `Is the API enabled? ${CLOUD}/apis/library/firestore.googleapis.com?project=${project} . After enabling it, wait two minutes.`,
      `Does Firestore exist in ${location}? If not, run this again with --database-location and the nearest region that has it.`,
    ],
  };
}

function secretStep(
  { project }: FirebasePlan,
  [name, value]: readonly [string, string],
  calls: FirebaseCalls,
  made: Record<string, string>,
): Step {
  return {
    title: `The secret ${name}`,
    check: () => calls.getSecret(name),
    standing(result) {
      const { secrets } = Object(Object(jsonOf(result)).result);
      if (result.code !== 0) return presence(result, /HTTP Error: 404/);
      if (!Array.isArray(secrets)) return { is: 'unclear' };
      if (secrets.length === 0) return { is: 'needed' };
      return { is: secrets.some((each) => Object(each).state === 'ENABLED') ? 'done' : 'unclear' };
    },
    call: () => calls.setSecret(name, value),
    onDone: () => {
      made[name] = value;
    },
    help: [
      `Does the project have the Blaze plan? Secrets and functions need it: https://console.firebase.google.com/project/${project}/usage/details`,
      'It is never replaced without certainty that there is none: with another key nobody could read the stored accounts.',
      'If the secret has only disabled versions, enable the newest in Secret Manager.',
    ],
  };
}

function deployStep({ project }: FirebasePlan, calls: FirebaseCalls): Step {
  return {
    title: 'Build and deploy; the first time takes about five minutes',
    call: () => calls.deploy(),
    help: [
      'docs/troubleshooting.md lists what Google may refuse ("When a deployment to Firebase is refused"). New permissions take a few',
      `minutes to reach every part of Google: it helps to run this again. Details: ${CLOUD}/logs?project=${project}`,
    ],
  };
}

function budgetStep(
  { project, budget }: FirebasePlan,
  calls: FirebaseCalls,
  billing: { account: string },
): Step {
  return {
    title: `A budget of ${budget} a month: Google sends a mail at half of it and at all of it`,
    check: () => calls.listBudgets(billing.account),
    standing(result) {
      const budgets = jsonOf(result);
      if (result.code !== 0 || !Array.isArray(budgets)) return { is: 'unclear' };
      return {
        is: budgets.some((each) => Object(each).displayName === calls.budgetName) ? 'done' : 'needed',
      };
    },
    call: () => calls.createBudget(billing.account, budget),
    help: [`Create it at ${CLOUD}/billing/linkedaccount?project=${project} , Budgets & alerts.`],
    isOptional: true,
  };
}

/** Tells "it is not there" from every other failure, by the words of Firebase's tools. */
function presence(result: ProgramResult, missing: RegExp): Standing {
  if (result.code === 0) return { is: 'done' };
  return { is: missing.test(faultIn(result)) ? 'needed' : 'unclear' };
}
