import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { advanceCode } from '../../../functions/guests/advance/advance-code.ts';
import { advanceGuest, codeEntry } from '../../../functions/guests/advance/advance-guest.ts';
import { advanceGuests } from '../../../functions/guests/advance/advance-guests.ts';
import { type CodeUses, usesByRecords } from '../../../functions/guests/advance/code-uses.ts';
import { clocksByDetails, type LockClocks } from '../../../functions/guests/advance/lock-clocks.ts';
import type { CodeRecord } from '../../../functions/guests/code-record.ts';
import { dueOf, type Guest, guestOfCodes, meansOf } from '../../../functions/guests/guest.ts';
import { createGuestLedger, type GuestLedger } from '../../../functions/guests/guest-ledger.ts';
import type { GuestView } from '../../../functions/guests/guest-view.ts';
import {
  createGuests,
  type GuestChange,
  type GuestResult,
  type Guests,
  type GuestWish,
} from '../../../functions/guests/guests.ts';
import { systemRandom } from '../../../functions/random.ts';
import type { Store } from '../../../functions/store/store.ts';
import { openCodeFile } from '../../open-owner.ts';
import { dataFolder, makePrivateFolder } from '../account/private-files.ts';
import type { OwnerCall } from '../owner-call.ts';

/** The length of an account's id in a store. */
const OWNER_LENGTH = 22;

/** How long a call waits for a code to arrive in its lock. */
const PATIENCE_MS = 60_000;
/** A code that is due later than that is left to a later call. */
const MAX_PAUSE_MS = 20_000;

/** A code in one lock, with the guest whose it is. */
export interface BookedCode {
  readonly guest: Guest;
  readonly code: CodeRecord;
}

/**
 * The codes that this person sets from this machine: each is written down, sealed, before Sifely hears of it, so that a crash loses
 * none and doubles none. A later call goes on where an earlier one ended.
 */
export class CodeBook {
  readonly #call: OwnerCall;
  readonly #ledger: GuestLedger;
  readonly #owner: string;
  readonly #guests: Guests;
  readonly #uses: CodeUses;
  readonly #lockClocks: LockClocks;

  private constructor(call: OwnerCall, store: Store) {
    const { signIn, sealer, locks } = call.account();
    this.#call = call;
    this.#ledger = createGuestLedger({ store, sealer, clock: call.terminal.clock });
    this.#guests = createGuests({ ledger: this.#ledger, clock: call.terminal.clock, random: systemRandom });
    this.#uses = usesByRecords(locks, call.terminal.clock);
    this.#lockClocks = clocksByDetails(locks);
    const account = JSON.stringify([signIn.server, signIn.user ?? signIn.keyName ?? 'api-key']);
    this.#owner = createHash('sha256').update(account).digest('base64url').slice(0, OWNER_LENGTH);
  }

  /** Opens the codes of the account that is signed in, for as long as `work` takes. */
  static async with<T>(call: OwnerCall, work: (book: CodeBook) => Promise<T>): Promise<T> {
    call.account();
    const folder = dataFolder(call.terminal);
    makePrivateFolder(folder);
    const store = openCodeFile(join(folder, 'codes.sqlite'), call.terminal.clock);
    try {
      return await work(new CodeBook(call, store));
    } finally {
      await store.close();
    }
  }

  /** Returns the codes of a lock, those that are gone left out. */
  async codesOf(lockId: string): Promise<BookedCode[]> {
    const { guests } = await this.#ledger.list(this.#owner);
    return guests.flatMap((guest) =>
      guest.codes
        .filter((code) => code.lockId === lockId && code.state !== 'removed' && meansOf(code) === 'code')
        .map((code) => ({ guest, code })),
    );
  }

  /** Writes a guest down. Sifely hears of the codes by {@link bring}. */
  add(guest: Guest): Promise<void> {
    return this.#ledger.create(this.#owner, guest);
  }

  /** Changes what is wanted of a code. A guest with no other one has the same name and times, which are read by `zone`. */
  async want(
    guestId: string,
    lockId: string,
    change: (code: CodeRecord) => CodeRecord,
    zone?: string,
  ): Promise<void> {
    await this.#ledger.change({ owner: this.#owner, guestId }, (guest) => {
      const isMeant = (code: CodeRecord) => code.lockId === lockId && meansOf(code) === 'code';
      const codes = guest.codes.map((code) => (isMeant(code) ? change(code) : code));
      const [only, ...others] = codes;
      const isWhole = only !== undefined && others.length === 0 && only.wanted.offline === undefined;
      if (!isWhole) return { ...guest, codes };
      const { id, createdAt, timeZone } = guest;
      return guestOfCodes({ id, createdAt, name: only.wanted.name }, [only], zone ?? timeZone);
    });
  }

  /** Brings the codes of a lock on that are due, without waiting for any. */
  async resume(lockId: string): Promise<void> {
    const now = this.#call.now();
    for (const { guest, code } of await this.codesOf(lockId)) {
      const isDue = code.dueAt !== undefined && code.dueAt <= now;
      // A call that was cut off is looked up at once.
      if (isDue || code.attempt !== undefined) await this.#advance(guest.id, lockId);
    }
  }

  /** Brings a code as far as it gets within a minute, and resolves with its record. */
  async bring(guestId: string, lockId: string): Promise<CodeRecord> {
    const { clock } = this.#call.terminal;
    const end = clock.now() + PATIENCE_MS;
    for (;;) {
      const code = await this.#advance(guestId, lockId);
      if (code === undefined) throw new Error(`the code of lock ${lockId} is gone`);
      const pauseMs = (code.dueAt ?? Number.POSITIVE_INFINITY) - clock.now();
      const isDone = code.state === 'set' || code.state === 'removed' || code.state === 'failed';
      if (isDone || !(pauseMs <= MAX_PAUSE_MS) || clock.now() + pauseMs > end) return code;
      await clock.delay(Math.max(0, pauseMs));
    }
  }

  /** Returns the guests, oldest first, after going on with all that was begun. Those who are gone are left out. */
  async listGuests(): Promise<GuestView[]> {
    const onDamaged = (count: number) =>
      this.#call.note(
        `${count} of your guests cannot be read: their data is damaged. Look at their codes with "codes list".`,
      );
    await advanceGuests({ ...this.#guestDeps, onDamaged }, this.#owner);
    const guests = await this.#guests.list(this.#owner);
    const present = guests.filter(({ doors }) => doors.some(({ state }) => state !== 'removed'));
    const { guests: stored } = await this.#ledger.list(this.#owner);
    return present.map((view) => withHeldTimes(view, stored.find(({ id }) => id === view.id)?.codes ?? []));
  }

  /** Returns the locks at which a guest is wanted. */
  async doorIdsOf(guestId: string): Promise<string[]> {
    const { lockIds = [], codes = [] } = (await this.#ledger.read({ owner: this.#owner, guestId })) ?? {};
    return lockIds.filter((lockId) =>
      codes.some((code) => code.lockId === lockId && code.goal === 'present'),
    );
  }

  /** Writes a guest down. Sifely hears of them by {@link bringGuest}. */
  addGuest(wish: GuestWish): Promise<GuestResult> {
    return this.#guests.add(this.#owner, wish);
  }

  /** Changes a guest; {@link bringGuest} has it done. */
  changeGuest(guestId: string, change: GuestChange): Promise<GuestResult> {
    return this.#guests.change(this.#owner, guestId, change);
  }

  /** Begins again where a guest's doors failed or were changed elsewhere, at one lock or at all; {@link bringGuest} has it done. */
  retryGuest(guestId: string, lockId?: string): Promise<GuestResult> {
    return this.#guests.retry(this.#owner, guestId, lockId);
  }

  /** Makes new codes in place of a guest’s weekly ones, at one lock or at all; {@link bringGuest} has it done. */
  renewGuest(guestId: string, lockId?: string): Promise<GuestResult> {
    return this.#guests.renew(this.#owner, guestId, lockId);
  }

  /** Takes everything from a guest; {@link bringGuest} has it done. */
  removeGuest(guestId: string): Promise<GuestResult> {
    return this.#guests.remove(this.#owner, guestId);
  }

  /** Brings a guest as far as it gets within a minute, and resolves with what may be shown of them. */
  async bringGuest(guestId: string): Promise<GuestView | undefined> {
    const { clock } = this.#call.terminal;
    const key = { owner: this.#owner, guestId };
    const end = clock.now() + PATIENCE_MS;
    let guest: Guest | undefined;
    for (;;) {
      guest = await advanceGuest(this.#guestDeps, key);
      const pauseMs = ((guest && dueOf(guest)) ?? Number.POSITIVE_INFINITY) - clock.now();
      if (!(pauseMs <= MAX_PAUSE_MS) || clock.now() + pauseMs > end) break;
      await clock.delay(Math.max(0, pauseMs));
    }
    const view = await this.#guests.find(this.#owner, guestId);
    return view && withHeldTimes(view, guest?.codes ?? []);
  }

  get #guestDeps() {
    const { access } = this.#call.account();
    const { clock } = this.#call.terminal;
    return { ledger: this.#ledger, cloud: access, clock, uses: this.#uses, lockClocks: this.#lockClocks };
  }

  #advance(guestId: string, lockId: string): Promise<CodeRecord | undefined> {
    const { codes } = this.#call.account().access;
    const { clock } = this.#call.terminal;
    const lockClocks = this.#lockClocks;
    return advanceCode(this.#entry(guestId, lockId), { codes, clock, uses: this.#uses, lockClocks });
  }

  #entry(guestId: string, lockId: string) {
    return codeEntry(this.#ledger, { owner: this.#owner, guestId }, { lockId });
  }
}

/**
 * Returns a guest with the times that hold at all doors where Sifely lists them, in place of those that were wished: a code that begins at
 * once begins with the next minute.
 */
function withHeldTimes(view: GuestView, codes: readonly CodeRecord[]): GuestView {
  if (view.validity.kind !== 'period') return view;
  const listed = codes.flatMap(({ state, listed: terms }) => (state === 'set' && terms ? [terms] : []));
  const from = listed.flatMap((terms) => terms.from ?? []);
  const until = listed.flatMap((terms) => terms.until ?? []);
  return {
    ...view,
    validity: {
      ...view.validity,
      ...(from.length > 0 && { from: Math.max(...from) }),
      ...(until.length > 0 && { until: Math.min(...until) }),
    },
  };
}
