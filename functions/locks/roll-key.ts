import { isDeepStrictEqual } from 'node:util';
import { CloudFailureError } from './cloud-failure-error.ts';
import type { CallOptions, CredentialStore, KeyRoller, LockCloudProvider } from './lock-cloud.ts';

/**
 * The end of a replacement of the API key. `rolled`: the new key is stored. `unchanged`: the cloud did not confirm a new key, and the
 * one that is stored still works. `lost`: the stored key works no more and no new one came: the owner must sign in again.
 * `unknown`: the cloud did not say whether the stored key works.
 */
export type KeyRollOutcome = 'rolled' | 'unchanged' | 'lost' | 'unknown';

/**
 * Replaces the API key of an account. The call is sent once; where it is not known how it ended, one reading with the stored key
 * decides. Rejects with `CloudFailureError` if nothing was changed.
 */
export async function rollKey(
  cloud: LockCloudProvider & KeyRoller,
  credentialStore: CredentialStore,
  options: Pick<CallOptions, 'trace'> = {},
): Promise<KeyRollOutcome> {
  const before = credentialStore.credentials;
  try {
    await cloud.rollKey(credentialStore, options);
    return 'rolled';
  } catch (error) {
    if (!(error instanceof CloudFailureError) || error.executed === 'no') throw error;
  }
  try {
    await cloud.open(credentialStore).list({ ...options, priority: 'command' });
  } catch (error) {
    if (!(error instanceof CloudFailureError)) throw error;
    return error.reason === 'credentials-refused' ? 'lost' : 'unknown';
  }
  // The answer may have come although it could not be stored: the reading then stored it.
  return isDeepStrictEqual(await credentialStore.reload(), before) ? 'unchanged' : 'rolled';
}
