import type { Clock } from '../../clock.ts';
import type { FirestoreAddress } from '../../config/firestore-address.ts';
import { createFetch } from '../../http/fetch.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { withTimeout } from '../../timeout.ts';
import { FirestoreTokens } from './tokens.ts';

interface FirestoreCredentials {
  readonly projectId: string;
  readonly tokens: FirestoreTokens;
}

/** Timeout for finding credentials, in milliseconds: it may take a call for the project name, to `gcloud` too. */
const FIND_TIMEOUT_MS = 10_000;

const IDLE_MS = 4000;
const MAX_TOKEN_BYTES = 1_000_000;

/** Finds the credentials: the address's bearer or the application default ones, whose library loads only now. */
export async function findCredentials(
  address: FirestoreAddress,
  clock: Clock,
): Promise<FirestoreCredentials> {
  const { bearer, projectId } = address;
  const { GoogleAuth, OAuth2Client } = await import('google-auth-library');
  const { send } = createHttpClient({ clock, idleMs: IDLE_MS, maxBodyBytes: MAX_TOKEN_BYTES });
  const options = { transporterOptions: { fetchImplementation: createFetch(send) } };
  if (bearer !== undefined && projectId !== undefined) {
    const auth = new OAuth2Client({ ...options, credentials: { access_token: bearer } });
    return { projectId, tokens: new FirestoreTokens(auth, async () => auth, clock) };
  }
  const find = async (known: string | undefined) => {
    const google = new GoogleAuth({
      scopes: 'https://www.googleapis.com/auth/datastore',
      clientOptions: options,
      ...(known !== undefined && { projectId: known }),
    });
    // As in Google's own clients: a service account's key signs tokens itself, without a call.
    google.useJWTAccessWithScope = true;
    return { auth: await google.getClient(), projectId: await google.getProjectId() };
  };
  const found = await withTimeout(find(projectId), FIND_TIMEOUT_MS, clock);
  const findAuth = async () => (await find(found.projectId)).auth;
  return { projectId: found.projectId, tokens: new FirestoreTokens(found.auth, findAuth, clock) };
}
