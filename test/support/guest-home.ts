import { createSealer } from '../../functions/accounts/sealing.ts';
import { advanceGuest } from '../../functions/guests/advance/advance-guest.ts';
import { advanceGuests } from '../../functions/guests/advance/advance-guests.ts';
import { usesByRecords } from '../../functions/guests/advance/code-uses.ts';
import { clocksByDetails } from '../../functions/guests/advance/lock-clocks.ts';
import { dueOf, type Guest } from '../../functions/guests/guest.ts';
import { createGuestLedger } from '../../functions/guests/guest-ledger.ts';
import { createGuests } from '../../functions/guests/guests.ts';
import { systemRandom } from '../../functions/random.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { DEMO_LOCKS, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { connectStore } from './firestore-client.ts';
import { OffsetClock } from './offset-clock.ts';
import { closeSifelyClients, type Profile, startSifelyClient } from './sifely-client.ts';

export const FRONT = String(DEMO_LOCKS.frontDoor);
export const BACK = String(DEMO_LOCKS.backDoor);
export const OWNER = 'owner-of-the-front-door';
/** The PIN of voice unlocking of that owner. */
export const PIN = '47110';

/** Ends the process in front of, or right after, one of the calls that it waits for. */
export interface Death {
  /** 0 for the first call. */
  readonly at: number;
  readonly moment: 'before' | 'after';
}

const opened: (() => Promise<void>)[] = [];

/** Closes the stores and simulators of every {@link startGuestHome}. */
export async function closeGuestHomes(): Promise<void> {
  for (const close of opened.splice(0)) await close();
  await closeSifelyClients();
}

async function openStore(kind: 'sqlite' | 'firestore', clock: OffsetClock): Promise<Store> {
  if (kind === 'sqlite') {
    const store = openSqliteStore({ file: ':memory:', clock });
    opened.push(() => store.close());
    return store;
  }
  const simulator = await FirestoreSimulator.start({ clock });
  const store = connectStore(simulator.host, clock);
  opened.push(async () => {
    await store.close();
    await simulator.close();
  });
  return store;
}

/** Returns an object whose methods count, and throw from the death on. */
function mortal<T extends object>(whole: T, count: () => 'live' | 'dies-after' | 'dead'): T {
  return new Proxy(whole, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        const fate = count();
        if (fate === 'dead') throw new Error('the process was killed');
        const result: unknown = await member.apply(target, given);
        if (fate === 'dies-after') throw new Error('the process was killed');
        return result;
      };
    },
  });
}

/** The guests of one owner: the real engine, store and client, at a simulated Sifely. */
export async function startGuestHome(
  profile: Profile,
  kind: 'sqlite' | 'firestore' = 'sqlite',
  options: SimulatorOptions = {},
  clock = new OffsetClock(),
) {
  const { sifely, access, lines, signIn } = await startSifelyClient(profile, options, clock);
  const { credentialStore } = await signIn();
  const store = await openStore(kind, clock);
  const sealer = createSealer([{ id: 'k1', key: Buffer.alloc(32, 7) }], systemRandom);
  const cloud = access.openAccess(credentialStore());
  const locks = access.open(credentialStore());

  /** The gateway of the doors at the house. */
  const gatewayOf = (lockId: string) => ([FRONT, BACK].includes(lockId) ? 'hall' : undefined);

  /** A process: forgets everything but the store. */
  const start = (death?: Death) => {
    let calls = 0;
    const count = () => {
      const call = calls++;
      if (death === undefined || call < death.at) return 'live';
      return call === death.at && death.moment === 'after' ? 'dies-after' : 'dead';
    };
    const alive = death === undefined;
    const ledger = createGuestLedger({
      store: alive ? store : mortal(store, count),
      sealer,
      clock,
    });
    const seen = alive ? cloud : { codes: mortal(cloud.codes, count), keys: mortal(cloud.keys, count) };
    const seenLocks = alive ? locks : mortal(locks, count);
    const uses = usesByRecords(seenLocks, clock);
    // Every process learns the clocks of locks anew.
    const work = () => ({ ledger, cloud: seen, clock, uses, lockClocks: clocksByDetails(seenLocks) });
    return {
      ledger,
      guests: createGuests({
        ledger,
        clock,
        random: systemRandom,
        isPin: async (_, digits) => digits === PIN,
      }),
      advance: (guestId: string) => advanceGuest(work(), { owner: OWNER, guestId }),
      advanceAll: () => advanceGuests({ ...work(), gatewayOf }, OWNER),
    };
  };

  const { ledger, guests, advance, advanceAll } = start();
  /** Calls the engine when it asks for it, until nothing is due within `ms`. */
  const settle = async (guestId: string, ms = 6 * 3_600_000): Promise<Guest | undefined> => {
    const end = clock.now() + ms;
    for (;;) {
      const guest = await advance(guestId);
      const next = guest && dueOf(guest);
      if (next === undefined || next > end) return guest;
      clock.advance(Math.max(0, next - clock.now()) + 1);
    }
  };
  /** True if digits open a door now; leaves it locked. */
  const opensDoor = (digits: string, door = FRONT): boolean => {
    const lock = sifely.lock(door);
    lock.turnByHand('lock');
    lock.enterDigits(digits);
    const isOpen = lock.bolt === 'unlocked';
    lock.turnByHand('lock');
    return isOpen;
  };
  const listed = async (digits: string) =>
    (await cloud.codes.list(FRONT)).filter((code) => code.digits === digits);
  const sent = (end: string) => sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;
  return {
    ...{ sifely, clock, lines, store, ledger, guests, cloud },
    ...{ start, advance, advanceAll, settle, opensDoor, listed, sent },
  };
}
