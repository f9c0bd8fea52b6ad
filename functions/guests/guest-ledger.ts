import * as v from 'valibot';
import { createCompareAndSet } from '../accounts/documents/compare-and-set.ts';
import { DocumentUnreadableError } from '../accounts/documents/documents.ts';
import { createParsedDocuments } from '../accounts/documents/parsed-documents.ts';
import { KeyMissingError, type Sealer, SealingError } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import { allDocuments } from '../store/all-documents.ts';
import type { ClaimQuery, DocumentKey, Store } from '../store/store.ts';
import { isGone } from './code-record.ts';
import { clampTimes, dueOf, type Guest, guestSchema } from './guest.ts';

/** Names a stored guest. `owner` is the id of an account, or of whoever else has a store of their own; all are equally long. */
export interface GuestKey {
  readonly owner: string;
  readonly guestId: string;
}

/**
 * The guests of owners, each in a sealed document of its own. Rejects with `StoreUnavailableError`, `SealingError` (a key is missing)
 * and `DocumentUnreadableError`.
 */
export interface GuestLedger {
  /** Returns the guests of an owner. Rejects with `KeyMissingError` rather than leave out a guest whose key is missing. */
  list(owner: string): Promise<GuestList>;
  read(key: GuestKey): Promise<Guest | undefined>;
  /** Returns a guest as {@link GuestLedger.list} does: `undefined` also if its document is damaged. */
  find(key: GuestKey): Promise<Guest | undefined>;
  /** Stores a new guest. */
  create(owner: string, guest: Guest): Promise<void>;
  /**
   * Changes a guest by compare-and-set and resolves with what is stored; `undefined` if there is none. `change` may run again;
   * returning its argument writes nothing.
   */
  change(key: GuestKey, change: (guest: Guest) => Guest): Promise<Guest | undefined>;
  /** Claims guests who are due: they are due again at `againAt` of their number of claims (ms since the epoch), or by a write. */
  claimDue(query: ClaimQuery, againAt: (claims: number) => number): Promise<GuestKey[]>;
}

/** The guests of an owner. A damaged document hides no other one. */
export interface GuestList {
  /** Oldest first, those who are gone for less than a day among them. */
  readonly guests: readonly Guest[];
  /** The number of guests whose documents cannot be read. */
  readonly damaged: number;
}

/** The sealing purpose of guests. */
const GUEST_PURPOSE = 'guest';

/** Random and equally long: the id of a document is taken apart again. */
const GUEST_ID_BYTES = 12;
const GUEST_ID_LENGTH = 16;

/** Guests who are gone can be looked at for a day. */
const GONE_MS = 24 * 3_600_000;

const IDLE_MS = 30 * 24 * 3_600_000;

const MAX_NAME = 60;

const storedSchema = v.looseObject({
  box: v.looseObject({ keyId: v.string(), iv: v.string(), box: v.string() }),
  dueAt: v.exactOptional(v.number()),
  expireAt: v.exactOptional(v.number()),
});

type StoredGuest = v.InferOutput<typeof storedSchema>;

/** Builds a {@link GuestLedger} on a store: that of the server, or a file of the command line. */
export function createGuestLedger(deps: {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly clock: Clock;
}): GuestLedger {
  const { store, sealer, clock } = deps;

  const open = (id: string, stored: StoredGuest): Guest =>
    clampTimes(openGuest(sealer, id, stored), clock.now());
  const read = (id: string, data: unknown): Guest => clampTimes(readGuest(sealer, id, data), clock.now());

  const seal = (id: string, guest: Guest): StoredGuest => {
    const box = { ...sealer.seal(id, GUEST_PURPOSE, JSON.stringify(guest)) };
    return { box, ...timesOf(guest, clock.now()) };
  };

  const changeStored = createCompareAndSet<StoredGuest>({
    store,
    collection: 'guests',
    parsed: createParsedDocuments((data, id) => parse(storedSchema, data, `guests/${id}`)),
    times: ({ dueAt, expireAt }) => ({
      ...(dueAt !== undefined && { dueAt }),
      ...(expireAt !== undefined && { expireAt }),
    }),
  });

  return {
    async list(owner) {
      const guests: Guest[] = [];
      let damaged = 0;
      for await (const { key, data } of allDocuments(store, 'guests', `${owner}-`)) {
        const guest = unlessDamaged(() => read(key.id, data));
        if (guest === undefined) damaged++;
        else guests.push(guest);
      }
      return { guests: guests.sort((a, b) => a.createdAt - b.createdAt), damaged };
    },

    async read(key) {
      const documentKey = keyOf(key);
      const [document] = await store.get([documentKey]);
      return document && read(documentKey.id, document.data);
    },

    async find(key) {
      const documentKey = keyOf(key);
      const [document] = await store.get([documentKey]);
      return document && unlessDamaged(() => read(documentKey.id, document.data));
    },

    async create(owner, guest) {
      const { id } = keyOf({ owner, guestId: guest.id });
      await changeStored(id, (before) => before ?? seal(id, guest));
    },

    async change(key, change) {
      const { id } = keyOf(key);
      let after: Guest | undefined;
      await changeStored(id, (stored) => {
        const before = stored && open(id, stored);
        after = before && change(before);
        return after === undefined || after === before ? stored : seal(id, after);
      });
      return after;
    },

    async claimDue(query, againAt) {
      const claimed = await store.claimDue('guests', query, againAt);
      return claimed.map(({ key }) => guestKey(key.id));
    },
  };
}

function unlessDamaged(read: () => Guest): Guest | undefined {
  try {
    return read();
  } catch (error) {
    const isDamage = error instanceof SealingError || error instanceof DocumentUnreadableError;
    if (isDamage && !(error instanceof KeyMissingError)) return undefined;
    throw error;
  }
}

/** Reads a stored guest, of this or another owner. Throws `SealingError` and `DocumentUnreadableError`. */
export function readGuest(sealer: Sealer, id: string, data: unknown): Guest {
  return openGuest(sealer, id, parse(storedSchema, data, `guests/${id}`));
}

/** Returns a stored guest sealed by the newest key. Throws `SealingError` and `DocumentUnreadableError`. */
export function renewGuest(sealer: Sealer, id: string, data: unknown): object {
  const stored = parse(storedSchema, data, `guests/${id}`);
  return { ...stored, box: { ...sealer.renew(id, GUEST_PURPOSE, stored.box) } };
}

/** Returns the owner of a stored guest by the id of the document. */
export function ownerOfGuest(id: string): string {
  return guestKey(id).owner;
}

function openGuest(sealer: Sealer, id: string, { box }: StoredGuest): Guest {
  return parse(guestSchema, parseJson(sealer.open(id, GUEST_PURPOSE, box)), `guests/${id}`);
}

/** True for an id as {@link newGuestId} makes it. */
export function isGuestId(id: string): boolean {
  return /^[\w-]{16}$/.test(id);
}

/** Returns the id of a new guest. */
export function newGuestId(random: { bytes(length: number): Buffer }): string {
  return random.bytes(GUEST_ID_BYTES).toString('base64url');
}

/** Returns a name as it is stored: without control characters, in one line, at most 60 characters; empty for none. */
export function guestName(name: string): string {
  return [...name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()].slice(0, MAX_NAME).join('').trim();
}

function keyOf({ owner, guestId }: GuestKey): DocumentKey {
  return { collection: 'guests', id: `${owner}-${guestId}` };
}

function guestKey(id: string): GuestKey {
  return { owner: id.slice(0, -GUEST_ID_LENGTH - 1), guestId: id.slice(-GUEST_ID_LENGTH) };
}

/**
 * A guest is due with the first of the codes, and looked at now and then in case the account was only deleted in part. One whose codes
 * are all gone expires.
 */
function timesOf({ codes }: Guest, now: number): { dueAt?: number; expireAt?: number } {
  if (codes.every(isGone)) return { expireAt: now + GONE_MS };
  const due = dueOf({ codes });
  return { dueAt: Math.ceil(due ?? now + IDLE_MS) };
}

/** Returns the value of a JSON text; `undefined` for any other text, whose error would quote it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parse<T>(schema: v.GenericSchema<unknown, T>, data: unknown, name: string): T {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  // The issues would quote secrets.
  throw new DocumentUnreadableError(`${name} does not have the shape that this version writes`);
}
