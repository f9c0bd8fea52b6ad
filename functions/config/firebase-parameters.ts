/** Client ID for Google where the owner chose none. It is no secret. */
export const DEFAULT_GOOGLE_CLIENT_ID = 'google-home';

/** Defaults of the numbers and the region that a deployment to Firebase needs before it begins. */
export const DEPLOYMENT_DEFAULTS = {
  REGION: 'us-central1',
  MIN_INSTANCES: 0,
  MAX_INSTANCES: 20,
  MEMORY_MIB: 512,
  CONCURRENCY: 80,
  JOBS_AT_ONCE: 100,
  JOBS_PER_SECOND: 100,
} as const;

/** Returns the address of a project's own site on Firebase Hosting. */
export function hostingUrl(projectId: string): string {
  return `https://${projectId}.web.app`;
}

/**
 * Returns every parameter of a deployment to Firebase with its default. Firebase's tools ask for those that are not in the settings
 * file; without a terminal (`--non-interactive`) they refuse to deploy, defaults or not.
 */
export function firebaseParameters(projectId: string): Readonly<Record<string, string>> {
  return {
    GOOGLE_PROJECT_ID: projectId,
    GOOGLE_CLIENT_ID: DEFAULT_GOOGLE_CLIENT_ID,
    PUBLIC_URL: hostingUrl(projectId),
    ...Object.fromEntries(Object.entries(DEPLOYMENT_DEFAULTS).map(([name, value]) => [name, String(value)])),
  };
}

/** Returns the settings file of a project, relative to the checkout. Firebase's tools find it by `configDir` in firebase.json. */
export function firebaseSettingsFile(projectId: string): string {
  return `deploy/firebase/.env.${projectId}`;
}
