import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { isTimeZone } from '../schedules/zoned-time.ts';
import type { Way } from './access-terms.ts';
import { DIGITS_WORDS, type DigitsProblem, randomDigits, weakness } from './code-digits.ts';
import { withNewCode } from './code-hours.ts';
import { type CodeRecord, isGone, withProof, withRemoval, withRetry } from './code-record.ts';
import { receiverName } from './ekey-codes.ts';
import { type Guest, type GuestTerms, meansOf, withTerms } from './guest.ts';
import { type GuestLedger, guestName, isGuestId, newGuestId } from './guest-ledger.ts';
import { type GuestView, type RevealedCode, revealed, viewOf } from './guest-view.ts';
import { VALIDITY_WORDS, type Validity, type ValidityProblem, validityProblem } from './validity.ts';

/** A guest as the owner asks for one. */
export interface GuestWish {
  readonly name: string;
  readonly lockIds: readonly string[];
  readonly validity: Validity;
  /** The zone of the locks, by which the hours of a weekly code are meant: an IANA name, or an offset as `+02:00`. */
  readonly timeZone: string;
  /** `code` if left out. */
  readonly by?: Guest['by'];
  /** Random if left out. Weekly codes are made by the cloud, one for each door. */
  readonly digits?: string;
  /** E-mail or phone number of the account that receives ekeys. */
  readonly receiver?: string;
  /**
   * True for codes that the cloud makes without asking the lock, with digits of its choice: each must be used within a day of its start, or it
   * never opens. Weekly ones are made so anyway, and need not.
   */
  readonly isOffline?: boolean;
  /** `gateway` if left out. `phone` only if the owner says so: nothing shows when it is done. */
  readonly way?: Way;
}

/** A change of a guest; what is absent stays. */
export type GuestChange = Partial<GuestWish>;

export type GuestProblem =
  | DigitsProblem
  | ValidityProblem
  | 'name'
  | 'doors'
  | 'zone'
  | 'receiver'
  | 'weekly-digits'
  | 'too-many'
  | 'unknown-guest';

/** A guest, with the codes to show once; or the reason why not, with a sentence for people. */
export type GuestResult =
  | { readonly guest: GuestView; readonly codes: readonly RevealedCode[] }
  | { readonly problem: GuestProblem; readonly words: string };

/** The guests of owners. Wrong input is answered with a problem. Rejects as {@link GuestLedger}. */
export interface Guests {
  /** Returns the id of a guest to be added. */
  newId(): string;
  /** Returns the guests of an owner, oldest first. */
  list(owner: string): Promise<GuestView[]>;
  /** Returns the same with the number of guests whose data is damaged: they are in no list, and their codes may open doors. */
  listAll(owner: string): Promise<{ readonly guests: GuestView[]; readonly damaged: number }>;
  /** Returns one guest of an owner; `undefined` if it is not in the list. */
  find(owner: string, guestId: string): Promise<GuestView | undefined>;
  /** Returns the codes of a guest again, for an owner who asks for them; `undefined` if there is no such guest. */
  reveal(owner: string, guestId: string): Promise<RevealedCode[] | undefined>;
  /** True if a guest of an owner has these digits, or is getting or losing them. */
  isCode(owner: string, digits: string): Promise<boolean>;
  /**
   * Stores a guest. The doors follow: see `advance/advance-guest.ts`. With an `id` of {@link newGuestId} only once: a form that is sent twice
   * finds the guest of the first time.
   */
  add(owner: string, wish: GuestWish, id?: string): Promise<GuestResult>;
  change(owner: string, guestId: string, change: GuestChange): Promise<GuestResult>;
  /** Takes everything from a guest; with `lockId` at that door alone. The guest stays in the list until it is done. */
  remove(
    owner: string,
    guestId: string,
    options?: { readonly lockId?: string; readonly way?: Way },
  ): Promise<GuestResult>;
  /** Begins again where a door failed, was changed behind our back, or opens at other hours than it should. */
  retry(owner: string, guestId: string, lockId?: string): Promise<GuestResult>;
  /** Makes new codes in place of weekly ones, whose digits the cloud chooses; with `lockId` at that door alone. */
  renew(owner: string, guestId: string, lockId?: string): Promise<GuestResult>;
  /** Notes that a phone has done its work at a door (`person`), or that the code was used there (`use`). */
  confirm(owner: string, guestId: string, lockId: string, by: 'person' | 'use'): Promise<GuestResult>;
}

export interface GuestsDeps {
  readonly ledger: GuestLedger;
  readonly clock: Clock;
  readonly random: Pick<Random, 'bytes'>;
  /** True if digits are a PIN of voice unlocking of the owner. */
  readonly isPin?: (owner: string, digits: string) => Promise<boolean>;
  /** Called when a guest was stored and is due at once; awaited. */
  readonly onDue?: (owner: string) => Promise<void>;
}

/** Guests of one owner: a thousand codes; a lock holds 250. */
export const MAX_GUESTS = 200;
export const MAX_DOORS = 50;

const WORDS: Readonly<Record<Exclude<GuestProblem, DigitsProblem | ValidityProblem>, string>> = {
  name: 'A guest needs a name.',
  doors: `A guest needs a door, and has ${MAX_DOORS} at most.`,
  zone: 'This time zone is not known. Use a name like Europe/Berlin, or an offset like +02:00.',
  receiver: 'An ekey goes to a Sifely account. Give its e-mail address or phone number.',
  'weekly-digits':
    'Sifely chooses the digits of codes for days of the week, and of those without a gateway. Leave them out.',
  'too-many': `There are ${MAX_GUESTS} guests. Remove one before you add another.`,
  'unknown-guest': 'There is no such guest.',
};

/** Builds {@link Guests}: the same for the server and the command line. */
export function createGuests(deps: GuestsDeps): Guests {
  const { ledger, clock, random, onDue } = deps;

  /** Stores a change of an existing guest. */
  const changeGuest = async (
    owner: string,
    guestId: string,
    change: (guest: Guest, now: number) => Guest,
  ): Promise<GuestResult> => {
    const guest = await ledger.change({ owner, guestId }, (before) => change(before, clock.now()));
    if (guest === undefined) return problem('unknown-guest');
    await onDue?.(owner);
    return done(guest);
  };

  const changeCodes = (
    owner: string,
    guestId: string,
    lockId: string | undefined,
    change: (code: CodeRecord, now: number) => CodeRecord,
  ) =>
    changeGuest(owner, guestId, (guest, now) => {
      const isMeant = (code: CodeRecord) => lockId === undefined || code.lockId === lockId;
      return { ...guest, codes: guest.codes.map((code) => (isMeant(code) ? change(code, now) : code)) };
    });

  const problemOf = async (
    owner: string,
    terms: GuestTerms,
    before?: Guest,
  ): Promise<GuestProblem | undefined> => {
    const { digits } = terms;
    const found = termsProblem(terms, clock.now(), before);
    if (found !== undefined || digits === undefined || digits === before?.digits) return found;
    return weakness(digits) ?? ((await deps.isPin?.(owner, digits)) ? 'pin' : undefined);
  };

  /** Returns random digits that are not the PIN. */
  const newDigits = async (owner: string): Promise<string> => {
    for (;;) {
      const digits = randomDigits(random);
      if (!(await deps.isPin?.(owner, digits))) return digits;
    }
  };

  return {
    newId: () => newGuestId(random),

    async list(owner) {
      return (await ledger.list(owner)).guests.map(viewOf);
    },

    async listAll(owner) {
      const { guests, damaged } = await ledger.list(owner);
      return { guests: guests.map(viewOf), damaged };
    },

    async find(owner, guestId) {
      const guest = isGuestId(guestId) ? await ledger.find({ owner, guestId }) : undefined;
      return guest && viewOf(guest);
    },

    async reveal(owner, guestId) {
      const guest = await ledger.read({ owner, guestId });
      return guest && revealed(guest);
    },

    async isCode(owner, digits) {
      const codes = (await ledger.list(owner)).guests.flatMap((guest) => guest.codes);
      return codes.some(({ wanted, held }) => wanted.digits === digits || held?.digits === digits);
    },

    async add(owner, wish, id = newGuestId(random)) {
      const existing = await ledger.read({ owner, guestId: id });
      if (existing !== undefined) return done(existing);
      const terms = toTerms(wish, { id, createdAt: clock.now() });
      const found = await problemOf(owner, terms);
      if (found !== undefined) return problem(found);
      const { guests, damaged } = await ledger.list(owner);
      if (guests.length + damaged >= MAX_GUESTS) return problem('too-many');
      const needsDigits = terms.digits === undefined && usesDigits(terms);
      const complete = needsDigits ? { ...terms, digits: await newDigits(owner) } : terms;
      const guest = withTerms(complete, undefined, clock.now());
      await ledger.create(owner, guest);
      await onDue?.(owner);
      return done(guest);
    },

    async change(owner, guestId, change) {
      const before = await ledger.read({ owner, guestId });
      if (before === undefined || before.codes.every(isGone)) return problem('unknown-guest');
      const asked = toTerms({ ...wishOf(before), ...change }, before);
      const found = await problemOf(owner, asked, before);
      if (found !== undefined) return problem(found);
      const needsDigits = asked.digits === undefined && usesDigits(asked);
      const digits = needsDigits ? await newDigits(owner) : undefined;
      return changeGuest(owner, guestId, (guest, now) => {
        const terms = toTerms({ ...wishOf(guest), ...change }, guest);
        return withTerms(digits === undefined ? terms : { digits, ...terms }, guest, now);
      });
    },

    remove: (owner, guestId, { lockId, way } = {}) =>
      changeCodes(owner, guestId, lockId, (code, now) => withRemoval(code, now, way)),

    retry: (owner, guestId, lockId) =>
      changeCodes(owner, guestId, lockId, (code, now) =>
        code.state === 'failed' || code.state === 'changed-outside' || code.hours?.off !== undefined
          ? withRetry(code, now)
          : code,
      ),

    renew: (owner, guestId, lockId) => changeCodes(owner, guestId, lockId, withNewCode),

    confirm: (owner, guestId, lockId, by) =>
      changeCodes(owner, guestId, lockId, (code, now) =>
        meansOf(code) === 'code' ? withProof(code, by, now) : code,
      ),
  };
}

function toTerms(wish: GuestWish, { id, createdAt }: Pick<Guest, 'id' | 'createdAt'>): GuestTerms {
  const { by = 'code', way = 'gateway', validity, timeZone, digits, isOffline } = wish;
  const receiver = wish.receiver === undefined ? undefined : receiverName(wish.receiver);
  const terms = { id, createdAt, by, way, validity, timeZone };
  return {
    ...terms,
    name: guestName(wish.name),
    lockIds: [...new Set(wish.lockIds)],
    ...(digits !== undefined && { digits }),
    ...(isOffline !== undefined && { isOffline }),
    ...(receiver !== undefined && by !== 'code' && { receiver }),
  };
}

/** Returns a guest as it was wished. */
function wishOf(guest: Guest): GuestWish {
  const { name, lockIds, validity, timeZone, by, way, digits, receiver, isOffline } = guest;
  return {
    ...{ name, lockIds, validity, timeZone, by, way },
    ...(digits !== undefined && { digits }),
    ...(isOffline !== undefined && { isOffline }),
    ...(receiver !== undefined && { receiver }),
  };
}

function termsProblem(terms: GuestTerms, now: number, before?: Guest): GuestProblem | undefined {
  const { name, lockIds, timeZone, by, receiver, digits, validity, isOffline } = terms;
  const isByCloud = validity.kind === 'weekly' || isOffline === true;
  if (name === '') return 'name';
  if (lockIds.length === 0 || lockIds.length > MAX_DOORS) return 'doors';
  if (!isTimeZone(timeZone)) return 'zone';
  if (by !== 'code' && (receiver === undefined || receiver === '')) return 'receiver';
  if (isByCloud && digits !== undefined && digits !== before?.digits) return 'weekly-digits';
  return validityProblem(validity, by, now);
}

function usesDigits({ by, validity, isOffline }: GuestTerms): boolean {
  return by !== 'ekey' && validity.kind !== 'weekly' && isOffline !== true;
}

function done(guest: Guest): GuestResult {
  return { guest: viewOf(guest), codes: revealed(guest) };
}

function problem(found: GuestProblem): GuestResult {
  const words: Readonly<Record<GuestProblem, string>> = { ...DIGITS_WORDS, ...VALIDITY_WORDS, ...WORDS };
  return { problem: found, words: words[found] };
}
