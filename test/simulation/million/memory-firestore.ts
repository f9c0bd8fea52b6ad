import type { Clock } from '../../../functions/clock.ts';
import { FirestoreError } from '../../../functions/store/firestore/failure.ts';
import type { Counter } from './counts.ts';
import { type IndexEntry, OrderedIndex } from './ordered-index.ts';

/** The published limit of a document's size, in bytes (https://cloud.google.com/firestore/quotas). */
const MAX_DOCUMENT_BYTES = 1_048_576;
/** What Firestore stores with a document besides its data: names, paths, times (its documentation of storage size), roughly. */
const OVERHEAD_BYTES = 150;
/** Digits of a time in an index, so that texts sort as numbers do. */
const TIME_DIGITS = 15;

/** The fields of a document. `data` is the text that the adapter stores, or the same as a structure. */
export interface MemoryFields {
  readonly data: string | object;
  readonly write: string;
  readonly previous: string;
  readonly expireAt: number | undefined;
  readonly due: string | undefined;
  readonly dueAt: number | undefined;
  readonly claims: number | undefined;
}

/** A document as it is now: a write changes it in place, so readers take what they need at once. */
export interface MemoryDocument extends Readonly<MutableDocument> {}

interface MutableDocument extends Mutable<MemoryFields> {
  readonly path: string;
  /** When it was written, in microseconds since the epoch; no two versions have the same. */
  time: number;
  /** The minute of the last write, and the number of writes in it. */
  minute: number;
  writes: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The documents and indexes of a Firestore in memory. It counts what Google bills, by Google's rules (a document that is missing, and a
 * query without a result, is one read), and enforces the limits of documents.
 */
export class MemoryFirestore {
  readonly #documents = new Map<string, MutableDocument>();
  readonly #indexes = new Map<string, OrderedIndex>();
  readonly #clock: Clock;
  readonly #counter: Counter;
  #lastTime = 0;

  constructor(clock: Clock, counter: Counter) {
    this.#clock = clock;
    this.#counter = counter;
  }

  /** Returns documents in the order of their paths, `undefined` for missing ones. */
  read(paths: readonly string[]): (MemoryDocument | undefined)[] {
    return paths.map((path) => {
      this.#counter.add(`reads ${collectionOf(path)}`);
      return this.#documents.get(path);
    });
  }

  /** Returns a document without counting a read, for a write that leaves some of its fields. */
  peek(path: string): MemoryDocument | undefined {
    return this.#documents.get(path);
  }

  /** Returns the documents of a page of an index, in its order. */
  query(
    index: string,
    page: { from: string; to: string; limit: number; after?: IndexEntry },
  ): MemoryDocument[] {
    const entries = this.#index(index).scan(page);
    this.#counter.add('reads by index', Math.max(1, entries.length));
    return entries.flatMap(({ path }) => this.#documents.get(path) ?? []);
  }

  /** Returns the documents of a collection by path. */
  list(
    collection: string,
    { limit, after = '', before = '~' }: { limit: number; after?: string; before?: string },
  ): MemoryDocument[] {
    const paths = [...this.#documents.keys()]
      .filter((path) => path.startsWith(`${collection}/`) && path > after && path < before)
      .sort()
      .slice(0, limit);
    this.#counter.add('reads by index', Math.max(1, paths.length));
    return paths.flatMap((path) => this.#documents.get(path) ?? []);
  }

  /**
   * Writes a document that still has the version of a time, or does not exist if that is `undefined`; without fields it is deleted.
   * Returns the time of the new version; `undefined` if it is not the version that is there.
   */
  write(
    path: string,
    time: number | undefined,
    fields: MemoryFields | undefined,
    kind: 'whole' | 'claim' = 'whole',
  ): number | undefined {
    const before = this.#documents.get(path);
    if (before?.time !== time) {
      this.#counter.add('conflicts');
      return undefined;
    }
    const now = this.#clock.now();
    const collection = collectionOf(path);
    this.#moveEntries(collection, path, before, fields);
    this.#counter.addAt('writes', now);
    this.#lastTime = Math.max(now * 1000, this.#lastTime + 1);
    if (fields === undefined) {
      this.#counter.add(`deletes ${collection}`);
      this.#documents.delete(path);
      return this.#lastTime;
    }
    this.#counter.add(kind === 'claim' ? 'writes of claims' : `writes ${collection}`);
    this.#checkSize(path, fields.data);
    if (before === undefined)
      this.#documents.set(path, { ...fields, path, time: this.#lastTime, minute: 0, writes: 0 });
    else overwrite(before, fields, this.#lastTime);
    this.#countMinute(this.#documents.get(path), Math.floor(now / 60_000));
    return this.#lastTime;
  }

  #countMinute(document: MutableDocument | undefined, minute: number): void {
    if (document === undefined) return;
    document.writes = document.minute === minute ? document.writes + 1 : 1;
    document.minute = minute;
    this.#counter.atMost(`writes in a minute ${collectionOf(document.path)}`, document.writes);
  }

  /** Only texts are measured: structures have the size of the same text. */
  #checkSize(path: string, data: string | object): void {
    if (typeof data !== 'string') return;
    const bytes = Buffer.byteLength(data) + path.length + OVERHEAD_BYTES;
    this.#counter.atMost('bytes', bytes);
    if (bytes > MAX_DOCUMENT_BYTES)
      throw new FirestoreError('malformed', 'commit: INVALID_ARGUMENT: too large');
  }

  /** Moves the entries of a document. One that stays where it is costs nothing. */
  #moveEntries(
    collection: string,
    path: string,
    before: MemoryFields | undefined,
    after: MemoryFields | undefined,
  ): void {
    if (before?.due !== after?.due) this.#move(`${collection}.due`, path, before?.due, after?.due);
    if (before?.dueAt !== after?.dueAt) {
      this.#move(`${collection}.dueAt`, path, indexed(before?.dueAt), indexed(after?.dueAt));
    }
  }

  #move(name: string, path: string, from: string | undefined, to: string | undefined): void {
    const index = this.#index(name);
    if (from !== undefined) index.remove(from, path);
    if (to !== undefined) index.add(to, path);
    // What stands before the time is a range of its own.
    const range = (to ?? from ?? '').slice(0, -TIME_DIGITS);
    this.#counter.addAt(`index ${name} ${range}`, this.#clock.now());
  }

  #index(name: string): OrderedIndex {
    const existing = this.#indexes.get(name);
    if (existing) return existing;
    const index = new OrderedIndex();
    this.#indexes.set(name, index);
    return index;
  }
}

function collectionOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

function overwrite(document: MutableDocument, fields: MemoryFields, time: number): void {
  document.data = fields.data;
  document.write = fields.write;
  document.previous = fields.previous;
  document.expireAt = fields.expireAt;
  document.due = fields.due;
  document.dueAt = fields.dueAt;
  document.claims = fields.claims;
  document.time = time;
}

/** Returns a number as the text that an index has for it. */
export function indexed(time: number): string;
export function indexed(time: number | undefined): string | undefined;
export function indexed(time: number | undefined): string | undefined {
  return time === undefined ? undefined : String(time).padStart(TIME_DIGITS, '0');
}
