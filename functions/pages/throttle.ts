import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { createCompareAndSet } from '../accounts/documents/compare-and-set.ts';
import { createParsedDocuments } from '../accounts/documents/parsed-documents.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

/** An admitted sign-in, to be settled with its outcome; or the time to wait. */
type Admission =
  | { readonly kind: 'admitted'; settle(outcome: 'right' | 'wrong' | 'unknown'): Promise<void> }
  | { readonly kind: 'wait'; readonly ms: number };

const WINDOW_MS = 15 * 60_000;
/** Per user name: people mistype a few times. Per address: a household, an office or a mobile carrier shares one. */
const MAX_ATTEMPTS = { user: 8, address: 40 };

const attemptsDocument = v.object({ attempts: v.array(v.number()) });
type Attempts = v.InferOutput<typeof attemptsDocument>;

/** Limits sign-ins. An attempt counts before its outcome is known; it is refunded if the password was right or Sifely failed. */
export function createThrottle(deps: { store: Store; clock: Clock; sealer: Pick<Sealer, 'derived'> }) {
  const { store, clock } = deps;
  const key = deps.sealer.derived('throttle')[0]?.key ?? '';
  const change = createCompareAndSet<Attempts>({
    store,
    collection: 'throttles',
    parsed: createParsedDocuments((data) => v.parse(attemptsDocument, data)),
    times: ({ attempts }) => ({ expireAt: Math.max(clock.now(), ...attempts) + WINDOW_MS }),
  });

  /** A keyed hash, because user names and addresses are personal data. */
  const idOf = (kind: keyof typeof MAX_ATTEMPTS, value: string) =>
    `${kind}-${createHmac('sha256', key).update(value).digest('base64url')}`;

  /** Counts the attempt at `now` and returns 0, or returns the ms to wait. */
  const count = async (kind: keyof typeof MAX_ATTEMPTS, id: string, now: number): Promise<number> => {
    let wait = 0;
    await change(id, (before) => {
      const counted = (before?.attempts ?? []).filter((at) => at > now - WINDOW_MS);
      // The clock was set back since: the real time is unknown. Stored as of now, or these attempts would not expire in time.
      const present = clock.now();
      const attempts = counted.map((at) => Math.min(at, present)).sort((a, b) => a - b);
      const blocking = attempts.at(-MAX_ATTEMPTS[kind]);
      // Attempts may have been counted since `now`: the wait is never longer than for an attempt of now.
      wait = blocking === undefined ? 0 : Math.min(blocking + WINDOW_MS - now, WINDOW_MS);
      if (wait === 0) return { attempts: [...attempts, now] };
      return counted.some((at) => at > present) ? { attempts } : before;
    });
    return wait;
  };

  const refund = (id: string, at: number) =>
    change(id, (before) => {
      const index = before?.attempts.indexOf(at) ?? -1;
      return before && index >= 0 ? { attempts: before.attempts.toSpliced(index, 1) } : before;
    });

  return {
    /**
     * `person` is one name for all spellings that the lock cloud accepts, or each spelling would have its own attempts. `network`:
     * see `callerNetwork`.
     */
    async admit(person: string, network: string): Promise<Admission> {
      const now = clock.now();
      const user = idOf('user', person);
      const source = idOf('address', network);
      // First, because user names without end can come from one address: it leaves no document for each.
      const sourceMs = await count('address', source, now);
      if (sourceMs > 0) return { kind: 'wait', ms: sourceMs };
      const userMs = await count('user', user, now);
      if (userMs > 0) {
        await refund(source, now);
        return { kind: 'wait', ms: userMs };
      }
      return {
        kind: 'admitted',
        async settle(outcome) {
          if (outcome === 'wrong') return;
          await refund(source, now);
          // Knowing the password clears the wrong attempts.
          if (outcome === 'right') await change(user, () => undefined);
          else await refund(user, now);
        },
      };
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;
