import type { Account } from '../functions/accounts/account.ts';
import { openUser } from '../functions/accounts/account-user.ts';
import type { Accounts } from '../functions/accounts/accounts.ts';
import { createAccounts } from '../functions/accounts/create-accounts.ts';
import { openCredentials } from '../functions/accounts/credentials/credential-store.ts';
import type { Pin } from '../functions/accounts/pins/pin.ts';
import { createSealer, SealingError } from '../functions/accounts/sealing.ts';
import { type Activity, createActivity } from '../functions/activity/activity.ts';
import type { Clock } from '../functions/clock.ts';
import type { Config } from '../functions/config/config.ts';
import { loadConfig } from '../functions/config/load-config.ts';
import { createGuestLedger } from '../functions/guests/guest-ledger.ts';
import { type GuestView, viewOf } from '../functions/guests/guest-view.ts';
import { createCloudTasks } from '../functions/jobs/cloud-tasks.ts';
import { createJobSealing, type JobSealing } from '../functions/jobs/job-sealing.ts';
import type { Jobs } from '../functions/jobs/jobs.ts';
import { createLocalJobs } from '../functions/jobs/local-jobs.ts';
import { CallMeter } from '../functions/locks/call-usage.ts';
import type { Logger } from '../functions/logs/logger.ts';
import { systemRandom } from '../functions/random.ts';
import { createStateChangeListener } from '../functions/reporting/state-change-listener.ts';
import { createSifelyCloud } from '../functions/sifely/index.ts';
import type { Store } from '../functions/store/store.ts';
import type { Terminal } from './command.ts';
import { openData } from './open-data.ts';

/** The accounts of a deployment, opened beside its running server. */
export interface Operator {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly activity: Activity;
  readonly jobs: Jobs;
  readonly sealing: JobSealing;
  /** Returns the user name of an account; `undefined` if it is not stored or its key is missing. */
  userOf(account: Account): string | undefined;
  /** Returns the PINs of an account, without their digits; `undefined` if their key is missing. */
  pinsOf(account: Account): readonly Pin[] | undefined;
  /** Returns the guests of an account, without their codes. Rejects with `SealingError` if a key is missing. */
  guestsOf(accountId: string): Promise<readonly GuestView[]>;
  /** Returns the name of its plan at Sifely, as of the last sign-in; `undefined` if that is not stored or its key is missing. */
  planOf(account: Account): string | undefined;
}

/** A deployment on Firebase, as its operator names it. */
export interface FirebaseDeployment {
  readonly project: string;
  /** The service account of its functions; without it no job can be enqueued. */
  readonly serviceAccount?: string;
}

/** The region that functions get unless `REGION` says otherwise. */
const DEFAULT_REGION = 'us-central1';

/**
 * Opens the deployment that the environment names, runs `work` and closes it. `firebase` is a deployment on Firebase, whose jobs are
 * Cloud Tasks. Only what accounts need must be set: the store, `ENCRYPTION_KEYS` and `SIFELY_…`. Returns 1, with a note, if
 * there is no database. Throws `ConfigError`.
 */
export async function withOperator(
  terminal: Terminal,
  firebase: FirebaseDeployment | undefined,
  work: (operator: Operator) => Promise<number>,
): Promise<number> {
  const { clock } = terminal;
  const env = environment(terminal, firebase?.project);
  const config = loadConfig(env, { platform: firebase === undefined ? 'self-hosted' : 'firebase' });
  const data = await openData({ ...terminal, env }, { keys: 'needed' });
  if (data === undefined) return 1;
  const { store, logger } = data;
  try {
    const sealer = createSealer(config.encryptionKeys, systemRandom);
    const sealing = createJobSealing(sealer);
    const parts = { clock, random: systemRandom, logger, store };
    const jobs =
      firebase === undefined
        ? createLocalJobs({ ...parts, sealing })
        : createCloudTasks({
            ...{ sealing, clock, projectId: firebase.project, region: env['REGION'] ?? DEFAULT_REGION },
            logger,
            emulated: Boolean(env['CLOUD_TASKS_EMULATOR_HOST']),
            ...(firebase.serviceAccount !== undefined && { serviceAccount: firebase.serviceAccount }),
          });
    const accounts = createAccounts({
      ...{ ...parts, config, profile: config.sifely.profile, calls: new CallMeter() },
      stateChangeListener: createStateChangeListener({ jobs, clock }),
      accountListener: () => {},
    });
    const activity = createActivity({ ...parts, accounts, sealer, config });
    const userOf = (account: Account) => openUser(sealer, account);
    const cloud = createSifelyCloud({ ...parts, ...config.sifely });
    const planOf = opened((account) => cloud.planOf(openCredentials(sealer, account))?.name);
    const pinsOf = opened((account) => accounts.pinsOf(account));
    const guestsOf = async (accountId: string) =>
      (await createGuestLedger({ store, sealer, clock }).list(accountId)).guests.map(viewOf);
    const own = { config, clock, logger, store, accounts, activity, jobs, sealing };
    return await work({ ...own, userOf, planOf, pinsOf, guestsOf });
  } finally {
    await store.close();
  }
}

/** Returns `open` with `undefined` for what no configured key opens. */
function opened<T>(open: (account: Account) => T): (account: Account) => T | undefined {
  return (account) => {
    try {
      return open(account);
    } catch (error) {
      if (error instanceof SealingError) return undefined;
      throw error;
    }
  };
}

/** Returns the environment with values for what must be set but is not used for accounts. */
function environment({ env }: Terminal, firebase: string | undefined): Record<string, string | undefined> {
  const unused = {
    PUBLIC_URL: 'https://unused.invalid',
    GOOGLE_CLIENT_ID: 'unused',
    GOOGLE_CLIENT_SECRET: systemRandom.bytes(24).toString('hex'),
    GOOGLE_PROJECT_ID: 'unused-here',
  };
  const project =
    firebase === undefined
      ? {}
      : {
          ...{ GCLOUD_PROJECT: firebase, GOOGLE_CLOUD_PROJECT: firebase, GOOGLE_PROJECT_ID: firebase },
          STORE: 'firestore',
        };
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  return { ...unused, ...given, ...project };
}
