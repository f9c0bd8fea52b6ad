// The product on Firebase: one HTTP function behind Firebase Hosting. Wiring only.
import { onRequest } from 'firebase-functions/https';
import { defineInt, defineSecret, defineString } from 'firebase-functions/params';
import { type App, createApp } from './app.ts';
import { systemClock } from './clock.ts';
import { ConfigError } from './config/config-error.ts';
import { firestoreAddress } from './config/firestore-address.ts';
import { loadConfig } from './config/load-config.ts';
import { systemEntropy } from './entropy.ts';
import { sendPlainPage } from './http/plain-page.ts';
import { createLogger } from './logs/create-logger.ts';
import { createSifelyAccess } from './sifely/index.ts';
import { openFirestoreStore } from './store/firestore.ts';

// The functions framework answers requests that it cannot parse by itself; in any other mode with a stack trace.
process.env['NODE_ENV'] ??= 'production';

/** Bound to the function, so that Secret Manager's values are in its environment. */
const secrets = ['ENCRYPTION_KEYS', 'GOOGLE_CLIENT_SECRET', 'SIFELY_CLIENT_SECRET'].map((name) =>
  defineSecret(name),
);

// All requests of one instance share one app. It is made at the first request: while a deployment looks at this module
// there is no configuration.
let app: App | undefined;

/** Everything: `/smarthome`, `/oauth/…`, `/healthz`. */
export const api = onRequest(
  {
    region: defineString('REGION', { default: 'us-central1', description: 'Region of the function' }),
    minInstances: defineInt('MIN_INSTANCES', { default: 0, description: 'Instances that are kept warm' }),
    maxInstances: defineInt('MAX_INSTANCES', { default: 20, description: 'Instances that may run at once' }),
    memory: defineInt('MEMORY_MIB', { default: 512, description: 'Memory of one instance in MiB' }),
    concurrency: defineInt('CONCURRENCY', { default: 80, description: 'Requests at once in one instance' }),
    timeoutSeconds: 60,
    invoker: 'public',
    secrets,
  },
  (request, response) => {
    try {
      app ??= openApp();
    } catch (error) {
      refuse(error);
      const sentences = ['This service is not set up completely. Its log says what is missing.'];
      sendPlainPage(request, response, {
        status: 503,
        title: 'Not ready',
        sentences,
        error: 'not_configured',
      });
      return;
    }
    app.express(request, response);
  },
);

function openApp(): App {
  const env = process.env;
  const config = loadConfig(env, { platform: 'firebase' });
  const clock = systemClock;
  const entropy = systemEntropy;
  const logger = createLogger({ ...config.log, clock, projectId: env['GCLOUD_PROJECT'] });
  const store = openFirestoreStore({ ...firestoreAddress(env), clock, entropy });
  const cloud = createSifelyAccess({ ...config.sifely, clock, entropy, logger });
  return createApp({ config, clock, entropy, logger, store, cloud });
}

function refuse(error: unknown): void {
  const logger = createLogger({ format: 'cloud', level: 'error', clock: systemClock });
  if (error instanceof ConfigError) logger.error(error.message);
  else logger.error('cannot start', { error });
}
