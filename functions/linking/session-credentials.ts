import type { CloudCredentials, CredentialStore } from '../locks/lock-cloud.ts';
import type { PageSession, Sessions, SignedIn } from '../pages/sessions.ts';

/** Creates the {@link CredentialStore} of a person who signed in and has no account yet. */
export function createSessionCredentials(
  sessions: Sessions,
  session: PageSession<SignedIn>,
): CredentialStore {
  const newest = async (): Promise<PageSession<SignedIn> | undefined> => {
    const found = await sessions.find(session.id);
    return found?.data.kind === 'signed-in' ? { ...found, data: found.data } : undefined;
  };
  return {
    owner: `session-${session.id.slice(0, 16)}`,
    credentials: session.data.credentials,
    reload: async (): Promise<CloudCredentials | undefined> => (await newest())?.data.credentials,
    async save(renewed) {
      await sessions.change(session, (data) =>
        data.kind === 'signed-in' ? { ...data, credentials: { ...renewed } } : undefined,
      );
    },
  };
}
