import type { DocumentReference, DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import type { AuthClient } from 'google-auth-library';
import type { Clock } from '../clock.ts';
import type {
  CommitWrite,
  DocumentFields,
  DuePageQuery,
  FirestoreAddress,
  FirestoreCalls,
  FoundDocument,
} from './firestore-calls.ts';
import { CALL_TIMEOUT_MS, createFirestoreTransport, type FirestoreTransport } from './firestore-transport.ts';
import type { Collection } from './store.ts';

type Library = typeof import('firebase-admin/firestore');

/**
 * Connects through `firebase-admin` over REST. The library is loaded here, not before: it costs half a second of start.
 *
 * Who asks is found out first. Left to itself the library looks for credentials in promises that nobody catches, and
 * a machine without any would end on an unhandled rejection.
 */
export async function connectFirestore(address: FirestoreAddress, clock: Clock): Promise<FirestoreCalls> {
  const transport = createFirestoreTransport(clock);
  const [library, { auth, projectId }] = await Promise.all([
    import('firebase-admin/firestore'),
    authenticate(address, transport),
  ]);
  const firestore = new library.Firestore({
    preferRest: true,
    projectId,
    authClient: auth,
    ...(address.databaseId === undefined ? {} : { databaseId: address.databaseId }),
    ...(address.host === undefined ? {} : { host: address.host }),
    ...(address.ssl === undefined ? {} : { ssl: address.ssl }),
  });
  return new LibraryCalls({ library, firestore, auth, transport, clock });
}

async function authenticate(
  { bearer, projectId }: FirestoreAddress,
  transport: FirestoreTransport,
): Promise<{ auth: AuthClient; projectId: string }> {
  const { GoogleAuth, OAuth2Client } = await import('google-auth-library');
  const options = { transporterOptions: { fetchImplementation: transport.fetch } };
  if (bearer !== undefined && projectId !== undefined) {
    const auth = new OAuth2Client({ ...options, credentials: { access_token: bearer } });
    return { auth, projectId };
  }
  const google = new GoogleAuth({
    scopes: 'https://www.googleapis.com/auth/datastore',
    clientOptions: options,
  });
  // As Google's own clients do: the key of a service account signs for itself, without a call for a token.
  google.useJWTAccessWithScope = true;
  const auth = await google.getClient();
  return { auth, projectId: projectId ?? (await google.getProjectId()) };
}

interface Parts {
  readonly library: Library;
  readonly firestore: Firestore;
  readonly auth: AuthClient;
  readonly transport: FirestoreTransport;
  readonly clock: Clock;
}

class LibraryCalls implements FirestoreCalls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async batchGet(paths: readonly string[]): Promise<Map<string, FoundDocument>> {
    const { firestore } = this.#parts;
    // Rejects when the answer leaves a document out: a cut-off answer does not pass for "does not exist".
    const snapshots = await this.#within(() => firestore.getAll(...paths.map((path) => firestore.doc(path))));
    const found = snapshots.flatMap((snapshot) => this.#toFound(snapshot) ?? []);
    return new Map(found.map((document) => [document.path, document]));
  }

  async commit({ path, updateTime, fields }: CommitWrite): Promise<string> {
    const { firestore, library } = this.#parts;
    const { Timestamp } = library;
    const [result] = await this.#within(() => {
      const batch = firestore.batch();
      const reference: DocumentReference = firestore.doc(path);
      if (updateTime === undefined) return batch.create(reference, this.#toLibrary(fields)).commit();
      const [seconds, nanoseconds] = updateTime.split('.').map(Number);
      const precondition = { lastUpdateTime: new Timestamp(seconds ?? 0, nanoseconds ?? 0) };
      if (!fields) return batch.delete(reference, precondition).commit();
      return batch
        .update(reference, this.#toLibrary(fields, library.FieldValue.delete()), precondition)
        .commit();
    });
    if (!result) throw new Error('The answer to a commit has no time');
    return timeToText(result.writeTime);
  }

  async queryDue(collection: Collection, { until, limit, after }: DuePageQuery): Promise<FoundDocument[]> {
    const { firestore, library } = this.#parts;
    const query = firestore
      .collection(collection)
      .where('dueAt', '<=', until)
      .orderBy('dueAt')
      .orderBy(library.FieldPath.documentId())
      .limit(limit);
    const page = after ? query.startAfter(after.dueAt, firestore.doc(after.path)) : query;
    const { docs } = await this.#within(() => page.get());
    return docs.flatMap((snapshot) => this.#toFound(snapshot) ?? []);
  }

  async close(): Promise<void> {
    const { firestore, transport, clock } = this.#parts;
    transport.close();
    // Waits for calls under way, which end at once now; one that still waits for a token must not hold up the rest.
    const done = new AbortController();
    await Promise.race([firestore.terminate(), clock.delay(1000, done.signal).catch(() => {})]);
    done.abort();
  }

  /**
   * Ends a call that takes too long, the token included. What it was about may still happen: the failure's meaning
   * is unknown. The token comes first and from here: one that cannot be had is a failure that the library would repeat.
   */
  async #within<T>(call: () => Promise<T>): Promise<T> {
    const { auth, clock } = this.#parts;
    const done = new AbortController();
    const late = clock.delay(CALL_TIMEOUT_MS, done.signal).then(() => {
      throw new Error(`No answer within ${CALL_TIMEOUT_MS} ms`);
    });
    const inTime = async (): Promise<T> => {
      await auth.getRequestHeaders();
      done.signal.throwIfAborted();
      return call();
    };
    try {
      return await Promise.race([inTime(), late]);
    } finally {
      done.abort();
      await late.catch(() => {});
    }
  }

  /** The fields for the library. An update keeps the fields that it does not name, so absent ones need their `gone`. */
  #toLibrary(fields: DocumentFields | undefined, gone?: unknown): Record<string, unknown> {
    const { Timestamp } = this.#parts.library;
    const { expireAt, dueAt, ...texts } = fields ?? {};
    const moments = {
      expireAt: expireAt === undefined ? gone : Timestamp.fromMillis(expireAt),
      dueAt: dueAt ?? gone,
    };
    return {
      ...texts,
      ...Object.fromEntries(Object.entries(moments).filter(([, value]) => value !== undefined)),
    };
  }

  #toFound(snapshot: DocumentSnapshot): FoundDocument | undefined {
    const { Timestamp } = this.#parts.library;
    const data = snapshot.data();
    if (!data || !snapshot.updateTime) return undefined;
    const fields = Object.entries(data).map(([name, value]) => [
      name,
      value instanceof Timestamp ? value.toMillis() : value,
    ]);
    return {
      path: snapshot.ref.path,
      fields: Object.fromEntries(fields),
      updateTime: timeToText(snapshot.updateTime),
    };
  }
}

function timeToText({ seconds, nanoseconds }: { seconds: number; nanoseconds: number }): string {
  return `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
}
