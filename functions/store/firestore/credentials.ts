import type { Clock } from '../../clock.ts';
import type { FirestoreAddress } from '../../config/firestore-address.ts';
import { withTimeout } from '../../timeout.ts';
import { FirestoreTokens } from './tokens.ts';

/** Who asks Firestore, and for which project. */
interface FirestoreCredentials {
  readonly projectId: string;
  readonly tokens: FirestoreTokens;
}

/** How long to look for credentials, in milliseconds: the name of the project may have to be asked for, of `gcloud` too. */
const FIND_TIMEOUT_MS = 10_000;

/**
 * Finds out who asks: the bearer of the address, or the application default credentials. The library that knows their many
 * kinds is loaded here, not before.
 */
export async function findCredentials(
  address: FirestoreAddress,
  clock: Clock,
): Promise<FirestoreCredentials> {
  const { bearer, projectId } = address;
  const { GoogleAuth, OAuth2Client } = await import('google-auth-library');
  // The platform's fetch: the library's own choice is one more package to load.
  const options = { transporterOptions: { fetchImplementation: fetch } };
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
    // As Google's own clients do: the key of a service account signs for itself, without a call for a token.
    google.useJWTAccessWithScope = true;
    return { auth: await google.getClient(), projectId: await google.getProjectId() };
  };
  const found = await withTimeout(find(projectId), FIND_TIMEOUT_MS, clock);
  const findAuth = async () => (await find(found.projectId)).auth;
  return { projectId: found.projectId, tokens: new FirestoreTokens(found.auth, findAuth, clock) };
}
