import type { FirestoreAddress } from '../store/firestore/calls.ts';
import { type Environment, settingText } from './setting-reader.ts';

/**
 * Which Firestore is meant: Google's, with the runtime's own identity; or the one that `FIRESTORE_EMULATOR_HOST` names, as
 * all of Google's libraries understand it, with the bearer token that emulators take for an administrator.
 */
export function firestoreAddress(env: Environment): FirestoreAddress {
  const projectId = settingText(env, 'GOOGLE_CLOUD_PROJECT') ?? settingText(env, 'GCLOUD_PROJECT');
  const host = settingText(env, 'FIRESTORE_EMULATOR_HOST');
  return {
    ...(projectId === undefined ? {} : { projectId }),
    ...(host === undefined ? {} : { host, ssl: false, bearer: 'owner' }),
  };
}
