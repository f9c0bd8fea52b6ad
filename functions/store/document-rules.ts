import type { DocumentKey, DocumentTimes, DueQuery } from './store.ts';

const ID = /^[A-Za-z0-9_-]{1,200}$/;

/** @throws {TypeError} when the id is not 1 to 200 characters of `[A-Za-z0-9_-]`; such an id never reaches an engine. */
export function assertKey(key: DocumentKey): void {
  if (!ID.test(key.id)) throw new TypeError(`An id in ${key.collection} is not 1 to 200 of A-Z a-z 0-9 _ -`);
}

/** @throws {TypeError} when a moment is not a whole number of milliseconds. */
export function assertTimes(times: DocumentTimes): void {
  assertMoment('expireAt', times.expireAt);
  assertMoment('dueAt', times.dueAt);
}

/** @throws {TypeError} when `limit` is not a positive whole number or `until` is not a moment. */
export function assertDueQuery(query: DueQuery): void {
  assertMoment('until', query.until);
  if (!Number.isSafeInteger(query.limit) || query.limit < 1) {
    throw new TypeError('limit must be a positive whole number');
  }
  if (query.after) assertMoment('after.dueAt', query.after.dueAt);
}

// 9999-12-31 is where Firestore's timestamps end.
const LAST_MOMENT = 253_402_300_799_999;

function assertMoment(name: string, moment: number | undefined): void {
  if (moment === undefined) return;
  if (!Number.isSafeInteger(moment) || moment < 0 || moment > LAST_MOMENT) {
    throw new TypeError(`${name} must be a whole number of milliseconds since 1970, before the year 10000`);
  }
}
