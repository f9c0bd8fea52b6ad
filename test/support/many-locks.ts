import { randomBytes, randomInt } from 'node:crypto';
import type { AccountState, LockState } from '../../functions/locks/account-state.ts';
import { Person } from '../../simulators/google/index.ts';
import type { Seed } from '../../simulators/sifely/index.ts';
import { choose, signIn } from './link-walk.ts';
import type { World } from './world.ts';

/** Long names in several scripts, with a place for a number. */
const NAMES = [
  'Apartment # main entrance at the courtyard, left wing',
  'Входная дверь во двор, квартира #, левый подъезд',
  '北棟正面玄関の自動ドア・管理人室前・#号室',
  'দরজা # পূর্ব ভবন প্রধান প্রবেশপথ',
  '🏠🔑 باب المدخل الرئيسي #',
  'ประตูหน้าบ้านชั้นล่าง #',
] as const;
const LOCKS_PER_GROUP = 40;
const LOCKS_PER_GATEWAY = 4;

/** The id of the lock at a place, from 0 on. */
export function lockIdAt(place: number): string {
  return String(5_323_000 + place * 7);
}

/** The name of the lock at a place. */
export function lockNameAt(place: number): string {
  return (NAMES[place % NAMES.length] ?? '').replace('#', String(place));
}

/** The group of the lock at a place. */
export function lockGroupAt(place: number): string {
  return `Building ${Math.floor(place / LOCKS_PER_GROUP) + 1}`;
}

/** The seed of a Sifely account with many locks, in groups of 40, two gateways in reach of each. */
export function manyLocks(count: number, who: { username: string; password: string }): Seed {
  const gateways = Math.ceil(count / LOCKS_PER_GATEWAY) + 1;
  return {
    accounts: [who],
    gateways: Array.from({ length: gateways }, (_, i) => ({ gatewayId: 880_000 + i, name: `Gateway ${i}` })),
    locks: Array.from({ length: count }, (_, i) => {
      const gatewayId = 880_000 + Math.floor(i / LOCKS_PER_GATEWAY);
      return {
        lockId: Number(lockIdAt(i)),
        name: lockNameAt(i),
        owner: who.username,
        groupName: lockGroupAt(i),
        gatewayIds: [gatewayId, gatewayId + 1],
        autoLockSeconds: i % 3 === 0 ? -1 : 30,
      };
    }),
  };
}

/** Links an account with the first of its many locks through the pages: Google asks for the states of all that are linked. */
export async function linkOneOfMany(world: World, name = 'alice'): Promise<void> {
  const person = new Person({ clock: world.clock });
  const linked = await world.google.user(name).linkAs(person, async (at) => {
    await signIn(at);
    await at.press('Choose locks');
    await at.fill({ find: lockNameAt(0) }).press('Find');
    at.check('lock', lockIdAt(0));
    await at.press('Done');
    choose(at, { pin: '0412' });
    await at.press('Agree and link');
  });
  if (!linked.linked) throw new Error(`Linking ended with ${linked.error}`);
  await world.app.settled();
}

/** The account's state with everything that can be stored of each lock, `marks` commands among it; times before `now`. */
export function fullest(states: AccountState, now: number, marks: number): AccountState {
  const locks = Object.entries(states.locks).map(([id, lock]) => [id, fullestLock(lock, now, marks)]);
  return { ...states, locks: Object.fromEntries(locks) };
}

function fullestLock({ listed, battery }: LockState, now: number, marks: number): LockState {
  // Random digits, since equal ones would compress.
  const at = () => now - 60_000 - randomInt(500_000);
  const look = () => ({ at: at(), plannedAt: at(), since: at(), count: 12 });
  return {
    ...(listed && { listed: { ...listed, passageMode: false } }),
    ...(battery && { battery }),
    snapshot: {
      ...{ bolt: 'unlocked', jammed: false, online: true, source: 'gateway', happenedAt: at() },
      ...{ learnedAt: at(), mayPrecede: at() },
    },
    commands: Array.from({ length: marks }, () => ({
      key: randomBytes(32).toString('base64url'),
      action: 'unlock',
      at: at(),
      outcome: { kind: 'failed', reason: 'credentials-refused' },
      followedUpAt: at(),
    })),
    reported: `${randomBytes(9).toString('base64url')}.${randomBytes(9).toString('base64url')}`,
    ...{ uncertainSince: at(), unlockClaimedAt: at(), webhookEventAt: at(), missedEventAt: at() },
    ...{ askedAt: at(), activeAt: at() },
    recentRecords: Array.from({ length: 6 }, () => ({ lockAt: at(), receivedAt: at(), seenAt: at() })),
    webhookLooks: { event: look(), hint: look() },
  };
}
