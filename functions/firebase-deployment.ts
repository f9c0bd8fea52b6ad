// The needs of a deployment to Firebase: parameters, secrets, APIs and roles. Firebase's tools read them from the list of functions,
// ask for parameters that the settings file of the project does not have, enable the APIs, and run the functions as a service
// account of their own that has these roles and no others.
import { requiresAPI, requiresRole } from 'firebase-functions';
import { defineInt, defineSecret, defineString, expr, projectID } from 'firebase-functions/params';
import { DEFAULT_GOOGLE_CLIENT_ID, DEPLOYMENT_DEFAULTS } from './config/firebase-parameters.ts';
import { SETTING_BY_NAME } from './config/settings.ts';

requiresAPI('homegraph.googleapis.com', 'Tells Google Home how the locks are.');
requiresAPI('firestore.googleapis.com', 'Stores the linked accounts.');
requiresAPI('cloudtasks.googleapis.com', 'Runs what follows a command.');
requiresAPI('cloudscheduler.googleapis.com', 'Looks at the locks regularly.');
requiresAPI('secretmanager.googleapis.com', 'Keeps the secrets.');

requiresRole('roles/datastore.user');
// A task is enqueued by one function and delivered to another, in the name of their service account.
requiresRole('roles/cloudtasks.enqueuer');
requiresRole('roles/iam.serviceAccountUser');
requiresRole('roles/run.invoker');
// HomeGraph has no role of its own: it serves the service accounts of the integration's project that may use its APIs.
requiresRole('roles/serviceusage.serviceUsageConsumer');

const description = (name: string) => SETTING_BY_NAME.get(name)?.meaning ?? name;

/** Set while Firebase's tools list the functions. */
const project = process.env['GCLOUD_PROJECT'];

defineString('GOOGLE_PROJECT_ID', {
  default: projectID,
  description: description('GOOGLE_PROJECT_ID'),
  ...(project !== undefined && {
    input: {
      text: {
        validationRegex: `^${project}$`,
        validationErrorMessage: `It must be ${project}: functions report to Google as the project they run in.`,
      },
    },
  }),
});
defineString('GOOGLE_CLIENT_ID', {
  default: DEFAULT_GOOGLE_CLIENT_ID,
  description: description('GOOGLE_CLIENT_ID'),
});
defineString('PUBLIC_URL', {
  default: expr`https://${projectID}.web.app`,
  description: description('PUBLIC_URL'),
  input: {
    text: {
      validationRegex: '^https?://[^/?#]+$',
      validationErrorMessage: 'It must be an address such as https://locks.example.com, without a path.',
    },
  },
});

const number = (name: keyof typeof DEPLOYMENT_DEFAULTS) =>
  defineInt(name, { default: Number(DEPLOYMENT_DEFAULTS[name]), description: description(name) });

export const region = defineString('REGION', {
  default: DEPLOYMENT_DEFAULTS.REGION,
  description: description('REGION'),
});
export const minInstances = number('MIN_INSTANCES');
export const maxInstances = number('MAX_INSTANCES');
export const memory = number('MEMORY_MIB');
export const concurrency = number('CONCURRENCY');
export const jobsAtOnce = number('JOBS_AT_ONCE');
export const jobsPerSecond = number('JOBS_PER_SECOND');

/** Bound to the functions: puts Secret Manager's values into their environment. */
export const secrets = ['ENCRYPTION_KEYS', 'GOOGLE_CLIENT_SECRET'].map((name) => defineSecret(name));
