import type { FirestoreClient } from '@google-cloud/firestore-api/client_v1';
import type { google } from '@google-cloud/firestore-api/protos';
import type { CallOptions, CancellableStream } from 'google-gax';
import type { Clock } from '../clock.ts';
import { timeToText } from './firestore-document.ts';

type Document = google.firestore.v1.IDocument;

/** Where a Firestore is and who asks. */
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

/** The three calls that the store makes. Each is made once: who calls decides what a failure means. */
export interface FirestoreCalls {
  /** `projects/{project}/databases/{database}/documents` */
  readonly root: string;
  /** The documents that exist, by name. */
  batchGet(names: readonly string[]): Promise<Map<string, Document>>;
  /** One write; the new update time (see {@link timeToText}). */
  commit(write: google.firestore.v1.IWrite): Promise<string>;
  runQuery(query: google.firestore.v1.IStructuredQuery): Promise<Document[]>;
  close(): Promise<void>;
}

/** How long one call may take, in milliseconds. The library alone would wait minutes, for reads forever. */
const CALL_TIMEOUT_MS = 3000;

/**
 * Connects through Google's generated client over REST. The client library is loaded here, not before: it costs a
 * third of a second of start.
 *
 * The generated client rather than the `Firestore` class on top of it: the class repeats commits by itself for
 * up to ten minutes, without a word, so that a write whose answer was lost comes back as "exists already".
 */
export async function connectFirestore(address: FirestoreAddress, clock: Clock): Promise<FirestoreCalls> {
  const { FirestoreClient } = await import('@google-cloud/firestore-api/client_v1');
  const [servicePath, port] = address.host?.split(':') ?? [];
  const client = new FirestoreClient({
    fallback: true,
    ...(servicePath ? { servicePath } : {}),
    ...(port ? { port: Number(port) } : {}),
    ...(address.ssl === false ? { protocol: 'http' } : {}),
    ...(address.bearer === undefined
      ? { clientOptions: TRANSPORT }
      : { authClient: await fixedBearer(address.bearer) }),
  });
  const projectId = address.projectId ?? (await client.getProjectId());
  const database = `projects/${projectId}/databases/${address.databaseId ?? '(default)'}`;
  return new GeneratedClientCalls(client, database, clock);
}

/** The platform's fetch instead of the one that the auth library brings: one HTTP client less to load. */
const TRANSPORT = { transporterOptions: { fetchImplementation: globalThis.fetch } };

async function fixedBearer(bearer: string) {
  const { googleAuthLibrary } = await import('google-gax');
  const client = new googleAuthLibrary.OAuth2Client(TRANSPORT);
  client.setCredentials({ access_token: bearer });
  return client;
}

class GeneratedClientCalls implements FirestoreCalls {
  readonly root: string;
  readonly #client: FirestoreClient;
  readonly #database: string;
  readonly #clock: Clock;
  readonly #options: CallOptions;

  constructor(client: FirestoreClient, database: string, clock: Clock) {
    this.#client = client;
    this.#database = database;
    this.root = `${database}/documents`;
    this.#clock = clock;
    // Firestore finds the database by this header, as the Firestore class sends it; null is "never repeat".
    this.#options = {
      retry: null,
      otherArgs: { headers: { 'google-cloud-resource-prefix': database } },
    };
  }

  async batchGet(names: readonly string[]): Promise<Map<string, Document>> {
    const answers = await this.#within<google.firestore.v1.IBatchGetDocumentsResponse[]>((signal) =>
      collect(
        this.#client.batchGetDocuments({ database: this.#database, documents: [...names] }, this.#options),
        signal,
      ),
    );
    const found = new Map<string, Document>();
    const missing = new Set<string>();
    for (const answer of answers) {
      if (answer.found?.name) found.set(answer.found.name, answer.found);
      if (answer.missing) missing.add(answer.missing);
    }
    // A cut-off answer must not pass for "does not exist".
    const silent = names.filter((name) => !found.has(name) && !missing.has(name));
    if (silent.length > 0) throw new Error(`The answer leaves out ${silent.length} documents`);
    return found;
  }

  async commit(write: google.firestore.v1.IWrite): Promise<string> {
    const [answer] = await this.#within((signal) =>
      this.#client.commit({ database: this.#database, writes: [write] }, { ...this.#options, signal }),
    );
    // A delete has no update time of its own.
    const time = answer.writeResults?.[0]?.updateTime ?? answer.commitTime;
    if (!time) throw new Error('The answer to a commit has no time');
    return timeToText(time);
  }

  async runQuery(query: google.firestore.v1.IStructuredQuery): Promise<Document[]> {
    const answers = await this.#within<google.firestore.v1.IRunQueryResponse[]>((signal) =>
      collect(this.#client.runQuery({ parent: this.root, structuredQuery: query }, this.#options), signal),
    );
    return answers.flatMap((answer) => (answer.document ? [answer.document] : []));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Ends a call that takes too long. What it was about may still happen: the failure's meaning is unknown. */
  async #within<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const done = new AbortController();
    const late = new AbortController();
    const timer = this.#clock.delay(CALL_TIMEOUT_MS, done.signal).then(
      () => late.abort(new Error(`No answer within ${CALL_TIMEOUT_MS} ms`)),
      () => {},
    );
    try {
      return await call(late.signal);
    } finally {
      done.abort();
      await timer;
    }
  }
}

function collect<T>(stream: CancellableStream, signal: AbortSignal): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const rows: T[] = [];
    stream.on('data', (row: T) => rows.push(row));
    stream.on('end', () => resolve(rows));
    stream.on('error', reject);
    signal.addEventListener('abort', () => {
      reject(signal.reason);
      stream.cancel();
    });
  });
}
