import type { AuthClient } from 'google-auth-library';
import type { FirestoreAddress } from './firestore-calls.ts';

/** Says to Firestore who asks. */
export interface FirestoreCredentials {
  readonly projectId: string;
  /** Headers that say so. Fetches a token where none is at hand or it is about to end. */
  headers(): Promise<IdentityHeaders>;
  /** Headers with a new token in place of one that was refused; `undefined` where there is no other. */
  renewedHeaders(refused: IdentityHeaders): Promise<IdentityHeaders | undefined>;
}

/** `authorization`, and `x-goog-user-project` where another project pays. */
export type IdentityHeaders = Readonly<Record<string, string>>;

/**
 * Finds out who asks: the bearer of the address, or the application default credentials. The library that knows their many
 * kinds is loaded here, not before.
 */
export async function findCredentials({
  bearer,
  projectId,
}: FirestoreAddress): Promise<FirestoreCredentials> {
  const { GoogleAuth, OAuth2Client } = await import('google-auth-library');
  // The platform's fetch: the library's own choice is one more package to load.
  const options = { transporterOptions: { fetchImplementation: fetch } };
  if (bearer !== undefined && projectId !== undefined) {
    const auth = new OAuth2Client({ ...options, credentials: { access_token: bearer } });
    return new LibraryCredentials(auth, projectId);
  }
  const google = new GoogleAuth({
    scopes: 'https://www.googleapis.com/auth/datastore',
    clientOptions: options,
  });
  // As Google's own clients do: the key of a service account signs for itself, without a call for a token.
  google.useJWTAccessWithScope = true;
  const auth = await google.getClient();
  return new LibraryCredentials(auth, projectId ?? (await google.getProjectId()));
}

class LibraryCredentials implements FirestoreCredentials {
  readonly projectId: string;
  readonly #auth: AuthClient;

  constructor(auth: AuthClient, projectId: string) {
    this.#auth = auth;
    this.projectId = projectId;
  }

  async headers(): Promise<IdentityHeaders> {
    return Object.fromEntries(await this.#auth.getRequestHeaders());
  }

  async renewedHeaders(refused: IdentityHeaders): Promise<IdentityHeaders | undefined> {
    const { credentials } = this.#auth;
    // Neither a fixed bearer nor what a key signs for itself would be another one the next time.
    if (!credentials.access_token || !credentials.refresh_token) return undefined;
    // Of several calls that were refused at once the first one ends the token; the others find it renewed.
    if (refused['authorization']?.endsWith(` ${credentials.access_token}`)) credentials.expiry_date = 1;
    const renewed = await this.headers();
    return renewed['authorization'] === refused['authorization'] ? undefined : renewed;
  }
}
