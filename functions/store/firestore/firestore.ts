import type { Clock } from '../../clock.ts';
import type { FirestoreAddress } from '../../config/firestore-address.ts';
import { type Random, systemRandom } from '../../random.ts';
import { encodeDocument } from '../document-json.ts';
import { assertDueQuery, assertKey, assertListQuery, assertTimes } from '../document-rules.ts';
import {
  type ClaimQuery,
  type Collection,
  type DocumentKey,
  type DocumentTimes,
  type DueClaim,
  type DueDocument,
  type DueKey,
  type DueQuery,
  type ListedDocument,
  type ListQuery,
  type Revision,
  type Store,
  type StoredDocument,
  StoreUnavailableError,
} from '../store.ts';
import type { FirestoreCalls } from './calls.ts';
import { type FirestoreDocument, fromRevision, toListed, toStored, type Version } from './document.ts';
import { dueShards } from './due-index.ts';
import { meaningOf } from './failure.ts';
import { moveDue } from './move-due.ts';
import { packJson } from './packed-json.ts';
import { type DuePage, documentPath, listPage, queryDue, queryDueKeys, readDocuments } from './reads.ts';
import { connectFirestore } from './rest-client.ts';
import { Retries } from './retries.ts';
import { type Base, NOTHING, writeDocument } from './write.ts';

interface FirestoreStoreOptions extends FirestoreAddress {
  readonly clock: Clock;
  readonly random?: Random;
  /** Default: the REST API at the address. */
  readonly connect?: () => Promise<FirestoreCalls>;
}

/** Opens a store in Firestore; connects with the first call. Hides expired documents at once, however late TTL deletes them. */
export function openFirestoreStore(options: FirestoreStoreOptions): Store {
  return new FirestoreStore(options);
}

class FirestoreStore implements Store {
  readonly #options: FirestoreStoreOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #underWay = new Set<Promise<unknown>>();
  #connection: Promise<FirestoreCalls> | undefined;
  #closed = false;

  constructor(options: FirestoreStoreOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#random = options.random ?? systemRandom;
  }

  async get(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]> {
    for (const key of keys) assertKey(key);
    if (keys.length === 0) return [];
    return this.#run(async (calls, retries) => {
      const found = await readDocuments(calls, keys, retries);
      return found.map((document) =>
        document && !this.#isExpired(document) ? toStored(document) : undefined,
      );
    });
  }

  async create(key: DocumentKey, data: unknown, times: DocumentTimes = {}): Promise<Revision | undefined> {
    assertKey(key);
    assertTimes(times);
    const content = { json: packJson(encodeDocument(data)), times };
    return this.#run(async (calls, retries) => {
      let base: Base = NOTHING;
      for (let round = 1; ; round += 1) {
        const revision = await writeDocument(calls, { key, base, content, retries });
        if (revision !== undefined) return revision;
        const [current] = await readDocuments(calls, [key], retries);
        if (current && !this.#isExpired(current)) return undefined;
        // Expired but not deleted yet, or deleted since: retry on the current version.
        if (round > 1) await retries.pause(new Error('The document keeps changing'));
        base = current ?? NOTHING;
      }
    });
  }

  async replace(
    key: DocumentKey,
    revision: Revision,
    data: unknown,
    times: DocumentTimes = {},
  ): Promise<Revision | undefined> {
    assertKey(key);
    assertTimes(times);
    const content = { json: packJson(encodeDocument(data)), times };
    return this.#writeOver(key, revision, content);
  }

  /** Firestore acknowledges no write that a power cut can undo. */
  async flushed(): Promise<void> {}

  async delete(key: DocumentKey, revision: Revision): Promise<boolean> {
    assertKey(key);
    return (await this.#writeOver(key, revision, undefined)) !== undefined;
  }

  async due(collection: Collection, query: DueQuery): Promise<DueDocument[]> {
    const due = await this.#due(queryDue, collection, query);
    return due.map((document) => ({ ...toStored(document), dueAt: document.dueAt }));
  }

  async dueKeys(collection: Collection, query: DueQuery): Promise<DueKey[]> {
    const due = await this.#due(queryDueKeys, collection, query);
    return due.map(({ key, dueAt }) => ({ key, dueAt }));
  }

  async claimDue(
    collection: Collection,
    query: ClaimQuery,
    dueAgainAt: (claims: number) => number,
  ): Promise<DueClaim[]> {
    const due = await this.#due(queryDueKeys, collection, query);
    if (due.length === 0) return [];
    const changes = due.map(({ key, updateTime, claims }) => ({
      ...{ key, updateTime, claims: claims + 1, dueAt: dueAgainAt(claims + 1) },
    }));
    const moved = await this.#run((calls, retries) => moveDue(calls, changes, retries));
    return due
      .filter((_, index) => moved[index] === true)
      .map(({ key, dueAt, claims }) => ({ key, dueAt, claims: claims + 1 }));
  }

  async postpone(key: DocumentKey, revision: Revision, dueAt: number): Promise<boolean> {
    assertKey(key);
    assertTimes({ dueAt });
    const base = this.#alive(revision);
    if (base === undefined) return false;
    const change = { key, updateTime: base.updateTime, dueAt };
    const [moved] = await this.#run((calls, retries) => moveDue(calls, [change], retries));
    return moved === true;
  }

  dueShards(collection: Collection): number {
    return dueShards(collection).length;
  }

  async list(collection: Collection, query: ListQuery): Promise<ListedDocument[]> {
    assertListQuery(collection, query);
    return this.#run(async (calls, retries) => {
      let after = query.after;
      for (;;) {
        const page = await listPage(
          calls,
          collection,
          { ...query, ...(after !== undefined && { after }) },
          retries,
        );
        const alive = page.filter((found) => !this.#isExpired(found));
        const last = page.at(-1);
        // Expired documents take places on a page; an empty page means the end.
        if (alive.length > 0 || !last || page.length < query.limit) return alive.map(toListed);
        after = last.key.id;
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#underWay]);
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection) await connection.then((calls) => calls.close(), ignore);
  }

  /** Asks one part of the index, or all of them side by side: then the documents of all are merged. */
  async #due<T extends DueKey & { readonly expireAt: number | undefined }>(
    ask: (calls: FirestoreCalls, page: DuePage, retries: Retries) => Promise<T[]>,
    collection: Collection,
    query: DueQuery,
  ): Promise<T[]> {
    const shards = dueShards(collection);
    assertDueQuery(query, shards.length);
    const { until, limit, after, shard: number } = query;
    const asked = shards.filter((_, index) => number === undefined || index === number);
    const found = await Promise.all(
      asked.map((shard) => {
        const page = { collection, shard, until, limit, ...(after && { after }) };
        return this.#run((calls, retries) => this.#fill(page, (next) => ask(calls, next, retries)));
      }),
    );
    return found.length === 1 ? (found[0] ?? []) : found.flat().sort(byDueTime).slice(0, limit);
  }

  /** Fills a page of due documents: expired ones take places in Firestore's answers. */
  async #fill<T extends DueKey & { readonly expireAt: number | undefined }>(
    page: DuePage,
    ask: (page: DuePage) => Promise<T[]>,
  ): Promise<T[]> {
    const due: T[] = [];
    let after = page.after;
    for (;;) {
      const wanted = page.limit - due.length;
      const found = await ask({ ...page, limit: wanted, ...(after && { after }) });
      due.push(...found.filter((one) => !this.#isExpired(one)));
      const last = found.at(-1);
      // An answer that is not full is the last.
      if (!last || found.length < wanted || due.length === page.limit) return due;
      after = { dueAt: last.dueAt, id: last.key.id };
    }
  }

  /** Replaces a version, or deletes it without content. */
  async #writeOver(
    key: DocumentKey,
    revision: Revision,
    content: { json: string; times: DocumentTimes } | undefined,
  ): Promise<Revision | undefined> {
    const base = this.#alive(revision);
    if (base === undefined) return undefined;
    return this.#run((calls, retries) => writeDocument(calls, { key, base, content, retries }));
  }

  /** Parses a revision; `undefined` if the document does not exist any more. */
  #alive(revision: Revision): Version | undefined {
    const version = fromRevision(revision);
    return version && !this.#isExpired(version) ? version : undefined;
  }

  async #run<T>(operation: (calls: FirestoreCalls, retries: Retries) => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreUnavailableError('The store is closed');
    const running = this.#connect().then((calls) => operation(calls, new Retries(this.#clock, this.#random)));
    this.#underWay.add(running);
    try {
      return await running;
    } catch (failure) {
      throw failure instanceof StoreUnavailableError || meaningOf(failure) === 'malformed'
        ? failure
        : new StoreUnavailableError('Firestore cannot answer', { cause: failure });
    } finally {
      this.#underWay.delete(running);
    }
  }

  #connect(): Promise<FirestoreCalls> {
    if (this.#connection) return this.#connection;
    const { connect = () => connectFirestore(this.#options, this.#clock) } = this.#options;
    const connection = connect();
    this.#connection = connection;
    // A failure (no credentials yet, no metadata server) is not cached: the next call retries.
    connection.catch(() => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    return connection;
  }

  #isExpired({ expireAt }: Pick<FirestoreDocument, 'expireAt'>): boolean {
    return expireAt !== undefined && expireAt <= this.#clock.now();
  }
}

/** The order of a part of the index. */
function byDueTime(one: DueKey, two: DueKey): number {
  return one.dueAt - two.dueAt || (documentPath(one.key) < documentPath(two.key) ? -1 : 1);
}

function ignore(): void {}
