import type {
  CommitWrite,
  DocumentFields,
  DueMove,
  DuePageQuery,
  FirestoreCalls,
  FoundDocument,
  ListPageQuery,
} from '../../../functions/store/firestore/calls.ts';
import { FirestoreError } from '../../../functions/store/firestore/failure.ts';
import type { Collection } from '../../../functions/store/store.ts';
import { indexed, type MemoryDocument, type MemoryFields, type MemoryFirestore } from './memory-firestore.ts';

/** The calls that the Firestore adapter makes, to a {@link MemoryFirestore} in place of Google's REST API. */
export class MemoryCalls implements FirestoreCalls {
  readonly #firestore: MemoryFirestore;

  constructor(firestore: MemoryFirestore) {
    this.#firestore = firestore;
  }

  async batchGet(paths: readonly string[]): Promise<Map<string, FoundDocument>> {
    const found = this.#firestore.read(paths).flatMap((document) => (document ? [toFound(document)] : []));
    return new Map(found.map((document) => [document.path, document]));
  }

  async commit({ path, updateTime, fields }: CommitWrite): Promise<string> {
    const time = updateTime === undefined ? undefined : fromTimestamp(updateTime);
    const written = this.#firestore.write(path, time, fields && toMemory(fields));
    if (written === undefined) throw new FirestoreError('refused', 'commit: FAILED_PRECONDITION');
    return toTimestamp(written);
  }

  async moveDue(moves: readonly DueMove[]): Promise<boolean[]> {
    return moves.map(({ path, updateTime, due, claims }) => {
      const before = this.#firestore.peek(path);
      if (before === undefined) return false;
      const moved = { ...before, due: due.due, dueAt: due.dueAt, claims: claims ?? before.claims };
      return this.#firestore.write(path, fromTimestamp(updateTime), moved, 'claim') !== undefined;
    });
  }

  async queryDue(collection: Collection, query: DuePageQuery): Promise<FoundDocument[]> {
    const { field, from = '', until, limit, after, fields } = query;
    const found = this.#firestore.query(`${collection}.${field}`, {
      ...{ from, to: inIndex(until), limit },
      ...(after && { after: { value: inIndex(after.value), path: after.path } }),
    });
    return found.map((document) => toFound(document, fields?.includes('data')));
  }

  async list(collection: Collection, query: ListPageQuery): Promise<FoundDocument[]> {
    return this.#firestore.list(collection, query).map((document) => toFound(document));
  }

  close(): void {}
}

/** Returns a value as the index has it. */
function inIndex(value: string | number): string {
  return typeof value === 'string' ? value : indexed(value);
}

/** An update without the number of claims sets it to 0. */
function toMemory({
  data,
  _write: write,
  _previous: previous,
  expireAt,
  due,
  dueAt,
}: DocumentFields): MemoryFields {
  return { data, write, previous, expireAt, due, dueAt, claims: undefined };
}

function toFound(document: MemoryDocument, withData = true): FoundDocument {
  const { path, time, data, write, previous, expireAt, due, dueAt, claims } = document;
  const text = typeof data === 'string' || !withData ? data : JSON.stringify(data);
  const fields = { data: text, _write: write, _previous: previous, expireAt, due, dueAt, _claims: claims };
  return { path, updateTime: toTimestamp(time), fields };
}

let second = 0;
let secondText = '';

/** Returns a time in microseconds since the epoch as Google sends it. */
function toTimestamp(time: number): string {
  const newest = Math.floor(time / 1e6);
  if (newest !== second) [second, secondText] = [newest, new Date(newest * 1000).toISOString().slice(0, 19)];
  return `${secondText}.${String(time % 1e6).padStart(6, '0')}Z`;
}

function fromTimestamp(text: string): number {
  return Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, 26));
}
