import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { createCompareAndSet } from '../../accounts/documents/compare-and-set.ts';
import { createParsedDocuments } from '../../accounts/documents/parsed-documents.ts';
import type { Sealer } from '../../accounts/sealing.ts';
import type { Clock } from '../../clock.ts';
import type { Caller } from '../../http/caller-address.ts';
import type { Store } from '../../store/store.ts';
import { addressLimit, peopleExpireAt, withPerson } from './shared-address.ts';

/** An admitted sign-in, to be settled with its outcome; or the time to wait. */
type Admission =
  | (AttemptsLeft & {
      readonly kind: 'admitted';
      settle(outcome: 'right' | 'wrong' | 'unknown'): Promise<void>;
    })
  | { readonly kind: 'wait'; readonly ms: number };

/** The wrong sign-ins that a caller has left after this one, and the ms until it has another once none is left. */
interface AttemptsLeft {
  readonly left: number;
  readonly nextMs: number;
}

const WINDOW_MS = 15 * 60_000;
/** Per user name, and for each browser that is known under it: people mistype a few times. For the limit per address, see `addressLimit`. */
const MAX_ATTEMPTS_OF_USER = 8;

const attemptsDocument = v.object({
  attempts: v.array(v.number()),
  /** Of an address. */
  people: v.optional(v.record(v.string(), v.number())),
});
type Attempts = v.InferOutput<typeof attemptsDocument>;

/** Limits sign-ins. An attempt counts before its outcome is known; it is refunded if the password was right or Sifely failed. */
export function createThrottle(deps: { store: Store; clock: Clock; sealer: Pick<Sealer, 'derived'> }) {
  const { store, clock } = deps;
  const key = deps.sealer.derived('throttle')[0]?.key ?? '';
  const change = createCompareAndSet<Attempts>({
    store,
    collection: 'throttles',
    parsed: createParsedDocuments((data) => v.parse(attemptsDocument, data)),
    times: ({ attempts, people }) => ({
      expireAt: Math.max(Math.max(clock.now(), ...attempts) + WINDOW_MS, peopleExpireAt(people)),
    }),
  });

  /** A keyed hash, because user names and addresses are personal data. */
  const idOf = (kind: 'user' | 'address' | 'browser' | 'known-address', value: string) =>
    `${kind}-${createHmac('sha256', key).update(value).digest('base64url')}`;

  /** Counts the attempt at `now`, or returns the ms to wait. */
  const count = async (
    id: string,
    now: number,
    limitOf: (people: Attempts['people']) => number,
  ): Promise<AttemptsLeft & { readonly wait: number }> => {
    let wait = 0;
    let left = 0;
    let nextMs = 0;
    await change(id, (before) => {
      const kept = before?.people === undefined ? {} : { people: before.people };
      const counted = (before?.attempts ?? []).filter((at) => at > now - WINDOW_MS);
      // The clock was set back since: the real time is unknown. Stored as of now, or these attempts would not expire in time.
      const present = clock.now();
      const attempts = counted.map((at) => Math.min(at, present)).sort((a, b) => a - b);
      const limit = limitOf(before?.people);
      // Attempts may have been counted since `now`: the wait is never longer than for an attempt of now.
      const waitFor = (blocking: number | undefined) =>
        blocking === undefined ? 0 : Math.min(blocking + WINDOW_MS - now, WINDOW_MS);
      wait = waitFor(attempts.at(-limit));
      left = Math.max(0, limit - attempts.length - 1);
      nextMs = waitFor([...attempts, now].at(-limit));
      if (wait === 0) return { ...kept, attempts: [...attempts, now] };
      return counted.some((at) => at > present) ? { ...kept, attempts } : before;
    });
    return { wait, left, nextMs };
  };

  const refund = (id: string, at: number) => change(id, (before) => before && without(before, at));

  /** Takes an attempt from an address back, because a person signed in with it. */
  const welcome = (id: string, at: number, person: string) =>
    change(id, (before) => ({
      ...without(before ?? { attempts: [] }, at),
      people: withPerson(before?.people, person, clock.now()),
    }));

  return {
    /**
     * Counts an attempt before its outcome. `person` is one name for all spellings that the lock cloud accepts, or each spelling would
     * have its own attempts; without it the attempt counts for its addresses alone. An attempt from a browser that is known under that name
     * (`knownBrowser`: its id) counts for that browser, not for the name, and for its addresses apart from those of others: strangers who guess
     * do not lock it out, nor it them, from the same address or through the same proxy either.
     */
    async admit(
      { network, isShared, claimant }: Caller,
      person?: string,
      knownBrowser?: string,
    ): Promise<Admission> {
      const now = clock.now();
      const user = person === undefined ? undefined : idOf('user', person);
      const isKnown = person !== undefined && knownBrowser !== undefined;
      const guesser = isKnown ? idOf('browser', JSON.stringify([person, knownBrowser])) : user;
      const address = isKnown ? 'known-address' : 'address';
      const source = idOf(address, network);
      const limits: [id: string | undefined, limitOf: (people: Attempts['people']) => number][] = [
        [claimant && idOf(address, claimant), (people) => addressLimit(people, true, now)],
        [source, (people) => addressLimit(people, isShared, now)],
        // Last, because user names without end can come from one address: it leaves no document for each.
        [guesser, () => MAX_ATTEMPTS_OF_USER],
      ];
      const counted: string[] = [];
      let left = Number.POSITIVE_INFINITY;
      let nextMs = 0;
      for (const [id, limitOf] of limits) {
        if (id === undefined) continue;
        const attempt = await count(id, now, limitOf);
        if (attempt.wait > 0) {
          for (const each of counted) await refund(each, now);
          return { kind: 'wait', ms: attempt.wait };
        }
        counted.push(id);
        left = Math.min(left, attempt.left);
        nextMs = Math.max(nextMs, attempt.nextMs);
      }
      return {
        kind: 'admitted',
        left,
        nextMs,
        async settle(outcome) {
          if (outcome === 'wrong') return;
          const isPerson = outcome === 'right' && user !== undefined;
          for (const each of counted) {
            if (isPerson && each === source) await welcome(source, now, user);
            // Knowing the password clears the wrong attempts: of a known browser its own, or it would give strangers new ones.
            else if (isPerson && each === guesser) await change(guesser, () => undefined);
            else await refund(each, now);
          }
          // One more person signs in from this address: that raises its limit for strangers, too.
          if (isPerson && isKnown) await welcome(idOf('address', network), now, user);
        },
      };
    },
  };
}

function without(before: Attempts, at: number): Attempts {
  const index = before.attempts.indexOf(at);
  return index < 0 ? before : { ...before, attempts: before.attempts.toSpliced(index, 1) };
}

export type Throttle = ReturnType<typeof createThrottle>;
