import { secretDigits } from '../secrets.ts';
import { TOKEN_TYPE } from './card-rules.ts';
import type { Passcode, Token } from './contents.ts';
import { PASSCODE_TYPE } from './passcode-rules.ts';
import type { CompleteSeed } from './seed/seed-schema.ts';
import type { LockState } from './world.ts';

type LockSeed = CompleteSeed['locks'][number];
type Moment = number | string;

const DAY = 86_400_000;
const UNITS = { m: 60_000, h: 3_600_000, d: DAY } as const;

/** Returns a moment of a seed in ms since the epoch: a number as it is, `+2d`, `-3h` or `+30m` from `now`. */
export function momentOf(moment: Moment, now: number): number {
  if (typeof moment === 'number') return moment;
  const unit = moment.endsWith('m') ? UNITS.m : moment.endsWith('h') ? UNITS.h : UNITS.d;
  return now + Number(moment.slice(0, -1)) * unit;
}

/** A lock of a seed, the time at which its world begins, and ids. */
interface Growth {
  readonly lock: LockSeed;
  readonly now: number;
  nextId(): number;
}

/** Creates the codes, cards and fingerprints of a lock: those in the cloud's list, and those in the lock itself. */
export function growContents(
  growth: Growth,
): Pick<LockState, 'passcodes' | 'keypad' | 'fetchedPasscodes' | 'cards' | 'cardsInLock' | 'fingerprints'> {
  const passcodes = growth.lock.passcodes.map((seed) => grownPasscode(growth, seed));
  const cards = growth.lock.cards.map((seed) => grownToken(growth, 'card', seed));
  const fingerprints = growth.lock.fingerprints.map((seed) => grownToken(growth, 'fingerprint', seed));
  return {
    passcodes: passcodes.filter(({ where }) => where !== 'lock').map(({ code }) => code),
    keypad: passcodes.filter(({ where }) => where !== 'cloud').map(({ code }) => codeInLock(code)),
    fetchedPasscodes: [],
    cards: cards.filter(({ where }) => where !== 'lock').map(({ token }) => token),
    cardsInLock: cards.filter(({ where }) => where !== 'cloud').map(({ token }) => ({ ...token })),
    fingerprints: fingerprints.map(({ token }) => token),
  };
}

/** Returns a listed code as the lock holds it. */
export function codeInLock({ name, secret, type, custom, startDate, endDate }: Passcode) {
  return { name, secret, type, custom, startDate, endDate };
}

function grownPasscode({ lock, now, nextId }: Growth, seed: LockSeed['passcodes'][number]) {
  const asked = typeof seed === 'string' ? { name: seed } : seed;
  const { name, digits, type = PASSCODE_TYPE.permanent, status = 1, where = 'both' } = asked;
  const createdAt = now - DAY;
  const isChosen = type === PASSCODE_TYPE.permanent || type === PASSCODE_TYPE.period;
  const code: Passcode = {
    id: nextId(),
    name,
    secret: digits ?? secretDigits(`passcode ${lock.lockId} ${name}`),
    type,
    custom: asked.custom ?? isChosen,
    startDate: asked.startDate === undefined ? createdAt : momentOf(asked.startDate, now),
    endDate: momentOf(asked.endDate ?? 0, now),
    createdAt,
    status,
    sender: lock.owner,
  };
  return { code, where };
}

function grownToken(
  { lock, now, nextId }: Growth,
  kind: 'card' | 'fingerprint',
  seed: LockSeed['cards'][number],
) {
  const asked = typeof seed === 'string' ? { name: seed } : seed;
  const { name, number, cyclicConfig = [], where = 'both' } = asked;
  const token: Token = {
    id: nextId(),
    name,
    secret: number ?? secretDigits(`${kind} ${lock.lockId} ${name}`),
    createdAt: now - DAY,
    sender: lock.owner,
    type: cyclicConfig.length > 0 ? TOKEN_TYPE.recurring : TOKEN_TYPE.normal,
    startDate: momentOf(asked.startDate ?? 0, now),
    endDate: momentOf(asked.endDate ?? 0, now),
    cyclicConfig,
  };
  return { token, where };
}
