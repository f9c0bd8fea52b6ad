import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import * as v from 'valibot';
import { createChanger } from '../accounts/compare-and-set.ts';
import { createParsedDocuments } from '../accounts/parsed-documents.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

/** A sign-in that may be tried, with what to do once its outcome is known; or how long to wait. */
export type Admission =
  | { readonly kind: 'admitted'; settle(outcome: 'right' | 'wrong' | 'unknown'): Promise<void> }
  | { readonly kind: 'wait'; readonly ms: number };

const WINDOW_MS = 15 * 60_000;
/** Per user name: people mistype a few times. Per address: a household, an office or a mobile carrier shares one. */
const MAX_ATTEMPTS = { user: 8, address: 40 };

const attemptsDocument = v.object({ attempts: v.array(v.number()) });
type Attempts = v.InferOutput<typeof attemptsDocument>;

/**
 * Limits sign-ins by user name and by address. An attempt counts before its outcome is known, so forty at once count
 * as forty; one that was right, or that Sifely could not answer, is given back.
 */
export function createThrottle(deps: { store: Store; clock: Clock; sealer: Pick<Sealer, 'derived'> }) {
  const { store, clock } = deps;
  const key = deps.sealer.derived('throttle')[0]?.key ?? '';
  const change = createChanger<Attempts>({
    store,
    collection: 'throttles',
    parsed: createParsedDocuments((data) => v.parse(attemptsDocument, data)),
    times: ({ attempts }) => ({ expireAt: Math.max(clock.now(), ...attempts) + WINDOW_MS }),
  });

  /** Names nobody: user names and addresses are personal data. */
  const idOf = (kind: keyof typeof MAX_ATTEMPTS, value: string) =>
    `${kind}-${createHmac('sha256', key).update(value).digest('base64url')}`;

  /** Milliseconds to wait; 0 when the attempt at `now` was counted. */
  const count = async (kind: keyof typeof MAX_ATTEMPTS, id: string, now: number): Promise<number> => {
    let wait = 0;
    await change(id, (before) => {
      const counted = (before?.attempts ?? []).filter((at) => at > now - WINDOW_MS);
      // Made before the clock was set back: nobody knows when. They are stored as made now, or they would never grow old.
      const present = clock.now();
      const attempts = counted.map((at) => Math.min(at, present)).sort((a, b) => a - b);
      const blocking = attempts.at(-MAX_ATTEMPTS[kind]);
      // Others may have been counted since `now`: from then on nobody waits longer than for one of now.
      wait = blocking === undefined ? 0 : Math.min(blocking + WINDOW_MS - now, WINDOW_MS);
      if (wait === 0) return { attempts: [...attempts, now] };
      return counted.some((at) => at > present) ? { attempts } : before;
    });
    return wait;
  };

  const giveBack = (id: string, at: number) =>
    change(id, (before) => {
      const index = before?.attempts.indexOf(at) ?? -1;
      return before && index >= 0 ? { attempts: before.attempts.toSpliced(index, 1) } : before;
    });

  return {
    /** `person` is one name for all spellings that the lock cloud takes for the same: each would have guesses of its own. */
    async admit(person: string, address: string): Promise<Admission> {
      const now = clock.now();
      const user = idOf('user', person);
      const place = idOf('address', network(address));
      const waits = [await count('user', user, now), await count('address', place, now)] as const;
      const ms = Math.max(...waits);
      if (ms > 0) {
        if (waits[0] === 0) await giveBack(user, now);
        if (waits[1] === 0) await giveBack(place, now);
        return { kind: 'wait', ms };
      }
      return {
        kind: 'admitted',
        async settle(outcome) {
          if (outcome === 'wrong') return;
          await giveBack(place, now);
          // Who knows the password may forget the wrong ones.
          if (outcome === 'right') await change(user, () => undefined);
          else await giveBack(user, now);
        },
      };
    },
  };
}

/** The limits of signing in. */
export type Throttle = ReturnType<typeof createThrottle>;

/** An IPv6 user has a whole /64 of addresses. */
function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::', 2);
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  const groups = plain.includes('::') ? [...front, ...zeros, ...back] : front;
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
