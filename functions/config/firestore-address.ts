import { type Environment, settingText } from './setting-reader.ts';

export interface FirestoreAddress {
  /** Default: the project of the credentials, or of `GOOGLE_CLOUD_PROJECT`. */
  readonly projectId?: string;
  readonly databaseId?: string;
  /** `host:port` of an emulator or simulator; default Google's. */
  readonly host?: string;
  /** False for plain HTTP. */
  readonly ssl?: boolean;
  /** A fixed bearer token; nothing is fetched then. Default: application default credentials. */
  readonly bearer?: string;
}

/** Returns Google's address, used with the runtime's identity; or `FIRESTORE_EMULATOR_HOST`, with its admin bearer. */
export function firestoreAddress(env: Environment): FirestoreAddress {
  const projectId = settingText(env, 'GOOGLE_CLOUD_PROJECT') ?? settingText(env, 'GCLOUD_PROJECT');
  const host = settingText(env, 'FIRESTORE_EMULATOR_HOST');
  return {
    ...(projectId === undefined ? {} : { projectId }),
    ...(host === undefined ? {} : { host, ssl: false, bearer: 'owner' }),
  };
}
