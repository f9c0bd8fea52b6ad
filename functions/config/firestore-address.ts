import type { FirestoreAddress } from '../store/firestore/calls.ts';
import { type Environment, settingText } from './setting-reader.ts';

/**
 * Returns the address of Firestore: Google's, used with the runtime's own identity; or the one in
 * `FIRESTORE_EMULATOR_HOST`, as in all of Google's libraries, with the bearer token that emulators treat as an administrator.
 */
export function firestoreAddress(env: Environment): FirestoreAddress {
  const projectId = settingText(env, 'GOOGLE_CLOUD_PROJECT') ?? settingText(env, 'GCLOUD_PROJECT');
  const host = settingText(env, 'FIRESTORE_EMULATOR_HOST');
  return {
    ...(projectId === undefined ? {} : { projectId }),
    ...(host === undefined ? {} : { host, ssl: false, bearer: 'owner' }),
  };
}
