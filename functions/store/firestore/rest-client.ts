import type { Clock } from '../../clock.ts';
import type { FirestoreAddress } from '../../config/firestore-address.ts';
import type { Collection } from '../store.ts';
import type {
  CommitWrite,
  DueMove,
  DuePageQuery,
  FirestoreCalls,
  FoundDocument,
  ListPageQuery,
} from './calls.ts';
import { findCredentials } from './credentials.ts';
import { FirestoreError } from './failure.ts';
import { FirestoreHttp } from './http.ts';
import { decodeFields, dueValue, encodeDue, encodeFields, integerValue, isTimestamp } from './values.ts';

/** Connects to https://firebase.google.com/docs/firestore/reference/rest; sends nothing yet. Rejects without credentials. */
export async function connectFirestore(address: FirestoreAddress, clock: Clock): Promise<FirestoreCalls> {
  const { databaseId = '(default)', host = 'firestore.googleapis.com', ssl = true } = address;
  const { projectId, tokens } = await findCredentials(address, clock);
  const database = `projects/${projectId}/databases/${databaseId}`;
  const origin = `${ssl ? 'https' : 'http'}://${host}`;
  return new RestCalls(database, new FirestoreHttp({ origin, database, tokens, clock }));
}

class RestCalls implements FirestoreCalls {
  readonly #database: string;
  readonly #exchange: FirestoreHttp;

  constructor(database: string, exchange: FirestoreHttp) {
    this.#database = database;
    this.#exchange = exchange;
  }

  async batchGet(paths: readonly string[], fields?: readonly string[]): Promise<Map<string, FoundDocument>> {
    const elements = await this.#exchange.call({
      method: 'batchGet',
      routing: { name: 'database', value: this.#database },
      body: {
        documents: paths.map((path) => this.#nameOf(path)),
        ...(fields && { mask: { fieldPaths: fields } }),
      },
    });
    const found = elements.flatMap((element) => {
      const document: unknown = Object(element).found;
      return document === undefined ? [] : [this.#toFound(document)];
    });
    const byPath = new Map(found.map((document) => [document.path, document]));
    const missing = new Set(elements.map((element): unknown => Object(element).missing));
    // A document that the answer does not mention is not missing.
    if (!paths.every((path) => byPath.has(path) || missing.has(this.#nameOf(path)))) {
      throw unexpected('batchGet', 'leaves a document out');
    }
    return byPath;
  }

  async commit({ path, updateTime, fields }: CommitWrite): Promise<string> {
    const name = this.#nameOf(path);
    // Without a mask an update replaces the whole document.
    const operation = fields ? { update: { name, fields: encodeFields(fields) } } : { delete: name };
    const currentDocument = updateTime === undefined ? { exists: false } : { updateTime };
    const [answer] = await this.#exchange.call({
      method: 'commit',
      routing: { name: 'database', value: this.#database },
      body: { writes: [{ ...operation, currentDocument }] },
    });
    const { writeResults, commitTime } = Object(answer);
    // A delete has no update time.
    const time: unknown = Object(writeResults)[0]?.updateTime ?? commitTime;
    if (!isTimestamp(time)) throw unexpected('commit', 'has no time');
    return time;
  }

  async moveDue(moves: readonly DueMove[]): Promise<boolean[]> {
    const [answer] = await this.#exchange.call({
      method: 'batchWrite',
      routing: { name: 'database', value: this.#database },
      body: { writes: moves.map((move) => this.#toWrite(move)) },
    });
    const { status } = Object(answer);
    if (!Array.isArray(status) || status.length !== moves.length) {
      throw unexpected('batchWrite', 'has not a status for each write');
    }
    // Codes of google/rpc/code.proto; protobuf's JSON leaves out a zero.
    return status.map((one: unknown) => (Object(one).code ?? 0) === 0);
  }

  async queryDue(collection: Collection, query: DuePageQuery): Promise<FoundDocument[]> {
    const { field: fieldPath, from, until, limit, after, fields } = query;
    const field = { fieldPath };
    return this.#query({
      ...(fields && { select: { fields: fields.map((selected) => ({ fieldPath: selected })) } }),
      from: [{ collectionId: collection }],
      where: { fieldFilter: { field, op: 'LESS_THAN_OR_EQUAL', value: dueValue(until) } },
      orderBy: ascending(field, NAME),
      ...(after
        ? { startAt: { values: [dueValue(after.value), { referenceValue: this.#nameOf(after.path) }] } }
        : from !== undefined && { startAt: { values: [dueValue(from)], before: true } }),
      limit,
    });
  }

  /** By name, which every Firestore indexes. */
  async list(collection: Collection, { limit, after, before }: ListPageQuery): Promise<FoundDocument[]> {
    return this.#query({
      from: [{ collectionId: collection }],
      orderBy: ascending(NAME),
      ...(after !== undefined && { startAt: { values: [{ referenceValue: this.#nameOf(after) }] } }),
      ...(before !== undefined && {
        endAt: { values: [{ referenceValue: this.#nameOf(before) }], before: true },
      }),
      limit,
    });
  }

  async #query(structuredQuery: Readonly<Record<string, unknown>>): Promise<FoundDocument[]> {
    const elements = await this.#exchange.call({
      method: 'runQuery',
      routing: { name: 'parent', value: `${this.#database}/documents` },
      body: { structuredQuery },
    });
    // An empty result has one element too, with the time of the query.
    if (!elements.some((element) => isTimestamp(Object(element).readTime))) {
      throw unexpected('runQuery', 'is not of a query');
    }
    return elements.flatMap((element) => {
      const document: unknown = Object(element).document;
      return document === undefined ? [] : [this.#toFound(document)];
    });
  }

  close(): void {
    this.#exchange.close();
  }

  #toWrite({ path, updateTime, due, claims }: DueMove) {
    const counted = claims === undefined ? {} : { _claims: integerValue(claims) };
    return {
      update: { name: this.#nameOf(path), fields: { ...encodeDue(due), ...counted } },
      // A field of the mask that is not among the fields is removed.
      updateMask: { fieldPaths: [...Object.keys(counted), 'due', 'dueAt'] },
      currentDocument: { updateTime },
    };
  }

  #nameOf(path: string): string {
    return `${this.#database}/documents/${path}`;
  }

  #toFound(document: unknown): FoundDocument {
    const { name, fields = {}, updateTime } = Object(document);
    const prefix = this.#nameOf('');
    if (typeof name !== 'string' || !name.startsWith(prefix) || !isTimestamp(updateTime)) {
      throw unexpected('documents', 'has one without name or time');
    }
    return { path: name.slice(prefix.length), fields: decodeFields(Object(fields)), updateTime };
  }
}

const NAME = { fieldPath: '__name__' };

function ascending(...fields: readonly { readonly fieldPath: string }[]) {
  return fields.map((field) => ({ field, direction: 'ASCENDING' }));
}

/** Returns the failure for a complete answer that contradicts Firestore's documentation: the outcome is unknown. */
function unexpected(method: string, problem: string): FirestoreError {
  return new FirestoreError('unknown', `${method}: the answer ${problem}`);
}
