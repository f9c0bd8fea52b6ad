import type { Clock } from '../../functions/clock.ts';
import { GoogleApiError } from './google-failure.ts';
import { arrayOf, type JsonObject, objectOf, textOf } from './json-shape.ts';
import { formatMicroseconds, parseTimestamp } from './timestamps.ts';
import { type FirestoreFields, fieldsOf } from './values.ts';

/** A document in Firestore's format. */
export interface FirestoreDocument {
  /** `projects/{project}/databases/{database}/documents/{collection}/{id}` */
  readonly name: string;
  readonly fields: FirestoreFields;
  readonly createTime: string;
  readonly updateTime: string;
}

/** Firestore's own limit for one document, in bytes. */
const MAX_DOCUMENT_BYTES = 1_048_576;
/** More than Google's own client sends; the service had this limit for commits, too. */
const MAX_BATCH_WRITES = 500;

/** The documents of all databases, by full name, and the one clock that orders their versions. */
export class Documents {
  readonly #byName = new Map<string, FirestoreDocument>();
  readonly #clock: Clock;
  #lastMicrosecond = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All documents, including expired ones. */
  all(): FirestoreDocument[] {
    return [...this.#byName.values()];
  }

  get(name: string): FirestoreDocument | undefined {
    return this.#byName.get(name);
  }

  /** Returns a time after all earlier ones, as Firestore's commit times are. */
  tick(): string {
    const now = BigInt(Math.floor(this.#clock.now() * 1000));
    this.#lastMicrosecond = now > this.#lastMicrosecond ? now : this.#lastMicrosecond + 1n;
    return formatMicroseconds(this.#lastMicrosecond);
  }

  /**
   * Applies writes, all or none, in one step: JavaScript runs nothing in between.
   *
   * @throws {GoogleApiError} of the first write whose precondition fails; then nothing has changed.
   */
  commit(database: string, writes: readonly unknown[]): { writeResults: JsonObject[]; commitTime: string } {
    const checked = writes.map((write, index) => this.#check(database, write, `writes[${index}]`));
    const commitTime = this.tick();
    const writeResults = checked.map(({ name, change }) => {
      const before = this.#byName.get(name);
      const fields = change?.(before?.fields ?? {});
      if (!fields) {
        this.#byName.delete(name);
        return {};
      }
      const createTime = before?.createTime ?? commitTime;
      this.#byName.set(name, { name, fields, createTime, updateTime: commitTime });
      return { updateTime: commitTime };
    });
    return { writeResults, commitTime };
  }

  /** Applies writes one by one, as `batchWrite` does: each succeeds or fails apart. */
  batchWrite(
    database: string,
    writes: readonly unknown[],
  ): { writeResults: JsonObject[]; status: JsonObject[] } {
    if (writes.length > MAX_BATCH_WRITES) {
      throw new GoogleApiError('INVALID_ARGUMENT', `At most ${MAX_BATCH_WRITES} writes fit into a batch`);
    }
    const names = writes.map((write) => nameOfWrite(database, write));
    if (new Set(names).size < names.length) {
      throw new GoogleApiError('INVALID_ARGUMENT', 'A batch writes each document once');
    }
    const results = writes.map((write) => {
      try {
        return { result: this.commit(database, [write]).writeResults[0] ?? {}, status: {} };
      } catch (error) {
        // A malformed write fails the whole call.
        if (!(error instanceof GoogleApiError) || error.status === 'INVALID_ARGUMENT') throw error;
        return { result: {}, status: { code: error.code, message: error.message } };
      }
    });
    return { writeResults: results.map(({ result }) => result), status: results.map(({ status }) => status) };
  }

  /** Deletes the documents whose field lies in the past, as Firestore's TTL does about a day late. */
  deleteExpired(field: string): void {
    const now = BigInt(this.#clock.now()) * 1_000_000n;
    for (const { name, fields } of this.all()) {
      const expireAt = fields[field]?.['timestampValue'];
      if (expireAt !== undefined && parseTimestamp(expireAt, field) <= now) this.#byName.delete(name);
    }
  }

  /** Checks a write and its precondition; `change` computes the new fields from the old ones. */
  #check(
    database: string,
    value: unknown,
    where: string,
  ): { name: string; change: ((before: FirestoreFields) => FirestoreFields) | undefined } {
    const write = objectOf(value, where, ['update', 'updateMask', 'delete', 'currentDocument']);
    if ((write['update'] === undefined) === (write['delete'] === undefined)) {
      throw new GoogleApiError('INVALID_ARGUMENT', `${where} must have one of update and delete`);
    }
    const update =
      write['update'] === undefined
        ? undefined
        : objectOf(write['update'], `${where}.update`, ['name', 'fields']);
    const name = documentName(database, update ? update['name'] : write['delete'], where);
    this.#checkPrecondition(name, write['currentDocument'], `${where}.currentDocument`);
    if (!update) return { name, change: undefined };
    if (Buffer.byteLength(JSON.stringify(update)) > MAX_DOCUMENT_BYTES) {
      throw new GoogleApiError('INVALID_ARGUMENT', `Document '${name}' exceeds the maximum size`);
    }
    const fields = fieldsOf(update['fields'], `${where}.update.fields`);
    const mask = maskOf(write['updateMask'], `${where}.updateMask`);
    return { name, change: (before) => (mask ? masked(before, fields, mask) : fields) };
  }

  #checkPrecondition(name: string, value: unknown, where: string): void {
    if (value === undefined) return;
    const { exists, updateTime } = objectOf(value, where, ['exists', 'updateTime']);
    const current = this.#byName.get(name);
    if (exists !== undefined && updateTime !== undefined) {
      throw new GoogleApiError('INVALID_ARGUMENT', `${where} must have one condition`);
    }
    if (exists === false && current)
      throw new GoogleApiError('ALREADY_EXISTS', `Document already exists: ${name}`);
    if (exists === true && !current) throw new GoogleApiError('NOT_FOUND', `No document to update: ${name}`);
    if (updateTime === undefined) return;
    const required = parseTimestamp(updateTime, `${where}.updateTime`);
    if (required > this.#lastMicrosecond * 1000n) {
      throw new GoogleApiError('INVALID_ARGUMENT', 'the update time of a precondition lies in the future');
    }
    const stored = current ? parseTimestamp(current.updateTime, 'updateTime') : 0n;
    if (!current || stored !== required) {
      throw new GoogleApiError(
        'FAILED_PRECONDITION',
        `the stored version (${stored / 1000n}) does not match the required base version (${required / 1000n})`,
      );
    }
  }
}

function nameOfWrite(database: string, value: unknown): string {
  const { update, delete: deleted } = Object(value);
  return documentName(database, update === undefined ? deleted : Object(update).name, 'writes');
}

/** Returns the fields of a mask; `undefined` without one. Paths into maps and quoted ones are not simulated. */
export function maskOf(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const { fieldPaths } = objectOf(value, where, ['fieldPaths']);
  return arrayOf(fieldPaths, `${where}.fieldPaths`).map((item, index) => {
    const path = textOf(item, `${where}.fieldPaths[${index}]`);
    if (/^[A-Za-z_]\w*$/.test(path)) return path;
    throw new GoogleApiError('UNIMPLEMENTED', `The simulator does not know the field path ${path}`);
  });
}

/** Sets the fields of the mask as in the update, or removes them if it does not have them; others stay. */
function masked(before: FirestoreFields, update: FirestoreFields, mask: readonly string[]): FirestoreFields {
  const fields = { ...before };
  for (const name of mask) {
    const value = update[name];
    if (value === undefined) delete fields[name];
    else fields[name] = value;
  }
  return fields;
}

/** Checks the name of a document in a top-level collection. Ids of the form `__…__` are Firestore's own. */
function documentName(database: string, value: unknown, where: string): string {
  const name = textOf(value, where);
  const prefix = `${database}/documents/`;
  const [collection, id, ...more] = name.startsWith(prefix) ? name.slice(prefix.length).split('/') : [];
  if (!collection || !id || more.length > 0 || /^__.*__$/.test(id) || Buffer.byteLength(id) > 1500) {
    throw new GoogleApiError('INVALID_ARGUMENT', `${where}: "${name}" is not a document of ${database}`);
  }
  return name;
}

/** Returns the names of a batchGet, without duplicates as in Firestore. */
export function documentNames(database: string, value: unknown): Set<string> {
  return new Set(
    arrayOf(value, 'documents').map((name, index) => documentName(database, name, `documents[${index}]`)),
  );
}
