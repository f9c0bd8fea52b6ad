import { hash } from 'node:crypto';
import type { Collection, DocumentKey } from '../store.ts';

/**
 * A part of the index of due times. Firestore takes about 500 writes a second in a range of an index whose values only grow: so the
 * collection with a document per account has several, each with a prefix of its own
 * (https://firebase.google.com/docs/firestore/best-practices#hotspots).
 */
export interface DueShard {
  readonly field: 'due' | 'dueAt';
  /** The first value of the part; absent where it is the whole index. */
  readonly from?: string;
  /** Returns the value of a due time, ms since the epoch. */
  encode(dueAt: number): string | number;
}

const STATES_SHARDS = 8;
/** Claims of one part per second: two pages of 200 in one second are within what Firestore takes, and leave room for other writes. */
export const CLAIMS_PER_SECOND = 250;
/** Digits of the last time of a store, ms since the epoch. */
const DIGITS = 15;

/** The field `dueAt` in ms since the epoch. Documents of `states` that releases before the shards wrote have it too. */
const UNSHARDED: DueShard = { field: 'dueAt', encode: (dueAt) => dueAt };

const SHARDS: Readonly<Partial<Record<Collection, readonly DueShard[]>>> = {
  states: [...Array.from({ length: STATES_SHARDS }, (_, index) => shardOf(String(index))), UNSHARDED],
};

function shardOf(prefix: string): DueShard {
  return { field: 'due', from: prefix, encode: (dueAt) => `${prefix}${String(dueAt).padStart(DIGITS, '0')}` };
}

/** Returns the parts of the index of due times of a collection. */
export function dueShards(collection: Collection): readonly DueShard[] {
  return SHARDS[collection] ?? [UNSHARDED];
}

/** The fields of a due time; one of them at most. */
export interface DueFields {
  readonly due?: string | undefined;
  readonly dueAt?: number | undefined;
}

/** Returns the fields of a document that is due at a time, ms since the epoch. */
export function dueFields({ collection, id }: DocumentKey, dueAt: number | undefined): DueFields {
  if (dueAt === undefined) return {};
  if (SHARDS[collection] === undefined) return { dueAt };
  const shard = Number.parseInt(hash('sha256', id, 'hex').slice(0, 8), 16) % STATES_SHARDS;
  return { due: String(shardOf(String(shard)).encode(dueAt)) };
}

/** Returns when a document is due, ms since the epoch; `undefined` if never. */
export function dueTimeOf({ due, dueAt }: Readonly<Record<string, unknown>>): number | undefined {
  if (typeof due === 'string') return Number(due.slice(-DIGITS));
  return typeof dueAt === 'number' ? dueAt : undefined;
}
