import type { Collection, DocumentKey, DocumentTimes, DueQuery, ListQuery } from './store.ts';

const ID = /^[A-Za-z0-9_-]{1,200}$/;

/** Checks a key. @throws {TypeError} if the id is not 1 to 200 characters of `[A-Za-z0-9_-]`. */
export function assertKey(key: DocumentKey): void {
  if (!ID.test(key.id)) throw new TypeError(`An id in ${key.collection} is not 1 to 200 of A-Z a-z 0-9 _ -`);
}

/** Checks times. @throws {TypeError} if one is not a whole number of milliseconds. */
export function assertTimes(times: DocumentTimes): void {
  assertTime('expireAt', times.expireAt);
  assertTime('dueAt', times.dueAt);
}

/** Checks a query. @throws {TypeError} if `limit` is not a positive whole number, a time is not one, or there is no such shard. */
export function assertDueQuery({ until, limit, shard, after }: DueQuery, shards: number): void {
  assertTime('until', until);
  assertLimit(limit);
  if (after) assertTime('after.dueAt', after.dueAt);
  if (shard === undefined || (Number.isSafeInteger(shard) && shard >= 0 && shard < shards)) return;
  throw new TypeError(`shard must be a whole number below ${shards}`);
}

/** The end of all times of a store, ms since the epoch: Firestore's timestamps end on 9999-12-31. */
export const FOREVER = 253_402_300_799_999;

/** Checks a query. @throws {TypeError} if `limit` is not a positive whole number, or `after` or `before` is no id. */
export function assertListQuery(collection: Collection, { limit, after, before }: ListQuery): void {
  assertLimit(limit);
  for (const id of [after, before]) if (id !== undefined) assertKey({ collection, id });
}

function assertLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new TypeError('limit must be a positive whole number');
}

function assertTime(name: string, time: number | undefined): void {
  if (time === undefined) return;
  if (!Number.isSafeInteger(time) || time < 0 || time > FOREVER) {
    throw new TypeError(`${name} must be a whole number of milliseconds since 1970, before the year 10000`);
  }
}
