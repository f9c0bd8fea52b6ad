import * as v from 'valibot';
import { weeklyHoursSchema } from '../../schedules/weekly-hours.ts';
import { type Sealed, type Sealer, SealingError } from '../sealing.ts';
import { HOUSEHOLD_PIN_ID, type Pin } from './pin.ts';
import { equalHashes, type PinHashes, type PinSalt, saltKey } from './pin-hash.ts';

/**
 * The PIN of the household: a salted scrypt hash, sealed, since four digits can be guessed from a plain hash, and a seal, unlike a pepper,
 * can be rotated. It has a field of its own, which releases before the other PINs know.
 */
export interface HouseholdPin extends PinSalt {
  readonly hash: Sealed;
  /** Ms since the epoch; absent where an earlier release stored the PIN. */
  readonly createdAt?: number;
}

/** The PINs beside that of the household. */
export interface PersonalPins extends PinSalt {
  readonly list: readonly PersonalPin[];
}

/** A PIN with its name, its bounds and its hash, sealed as a whole. */
interface PersonalPin {
  readonly id: string;
  readonly sealed: Sealed;
}

interface OpenedPin {
  readonly pin: Pin;
  /** base64url. */
  readonly hash: string;
}

/** The part of an account that holds its PINs. */
export interface WithPins {
  readonly id: string;
  readonly pin?: HouseholdPin;
  readonly personalPins?: PersonalPins;
}

const HOUSEHOLD_PURPOSE = 'pin';
const HOUSEHOLD_NAME = 'Household';

const contentSchema = v.looseObject({
  hash: v.string(),
  name: v.string(),
  createdAt: v.number(),
  doors: v.exactOptional(v.array(v.string())),
  hours: v.exactOptional(v.array(weeklyHoursSchema)),
  until: v.exactOptional(v.number()),
  once: v.exactOptional(v.string()),
});

/** The place of a PIN in its seal: a box does not open as another PIN. */
function purposeOf(pinId: string): string {
  return pinId === HOUSEHOLD_PIN_ID ? HOUSEHOLD_PURPOSE : `${HOUSEHOLD_PURPOSE} ${pinId}`;
}

/** True if the account has a PIN: voice unlocking is on. */
export function hasPins({ pin, personalPins }: Omit<WithPins, 'id'>): boolean {
  return pin !== undefined || (personalPins?.list.length ?? 0) > 0;
}

/** Returns the PINs of an account, the household's first. Throws {@link SealingError}. */
export function openPins(sealer: Sealer, account: WithPins): Pin[] {
  const { pin, personalPins } = account;
  return [
    ...(pin === undefined ? [] : [householdPin(pin)]),
    ...(personalPins?.list ?? []).map((stored) => openPersonal(sealer, account.id, stored).pin),
  ];
}

/** Returns the names of the PINs of an account, by their ids. Throws {@link SealingError}. */
export function pinNames(sealer: Sealer, account: WithPins): ReadonlyMap<string, string> {
  return new Map(openPins(sealer, account).map(({ id, name }) => [id, name]));
}

function householdPin({ createdAt }: HouseholdPin): Pin {
  return { id: HOUSEHOLD_PIN_ID, name: HOUSEHOLD_NAME, ...(createdAt !== undefined && { createdAt }) };
}

/**
 * Returns the salts of an account's PINs: one, or two if an earlier release, which knows the household's PIN alone, has set it since.
 * The first is that of the next PIN.
 */
export function saltsOf({ pin, personalPins }: Omit<WithPins, 'id'>): PinSalt[] {
  const salts = [personalPins, pin].filter((each) => each !== undefined);
  return [...new Map(salts.map(({ salt, cost }) => [saltKey({ salt, cost }), { salt, cost }])).values()];
}

/** Returns the ids of the PINs that have the hashed digits, compared with all in constant time. Throws {@link SealingError}. */
export function matchingPins(sealer: Sealer, account: WithPins, hashes: PinHashes): string[] {
  const { id: accountId, pin, personalPins } = account;
  const stored = [
    ...(pin === undefined
      ? []
      : [{ id: HOUSEHOLD_PIN_ID, salt: pin, hash: sealer.open(accountId, HOUSEHOLD_PURPOSE, pin.hash) }]),
    ...(personalPins === undefined
      ? []
      : personalPins.list.map((each) => ({
          ...{ id: each.id, salt: personalPins },
          hash: openPersonal(sealer, accountId, each).hash,
        }))),
  ];
  return stored
    .map(({ id, salt, hash }) => ({ id, isEqual: equalHashes(hash, hashes.get(saltKey(salt))) }))
    .flatMap(({ id, isEqual }) => (isEqual ? [id] : []));
}

/** Seals the household's PIN. */
export function sealHousehold(
  sealer: Sealer,
  accountId: string,
  { salt, cost }: PinSalt,
  hash: Buffer,
  createdAt: number,
): HouseholdPin {
  const sealed = sealer.seal(accountId, HOUSEHOLD_PURPOSE, hash.toString('base64url'));
  return { salt, cost, hash: sealed, createdAt };
}

/** Returns a PIN as it is stored, with the hash of its digits in base64url. */
export function sealPersonal(sealer: Sealer, accountId: string, pin: Pin, hash: string): PersonalPin {
  const { id, ...content } = pin;
  return { id, sealed: sealer.seal(accountId, purposeOf(id), JSON.stringify({ ...content, hash })) };
}

/** Opened PINs, cached as long as their account is: opening takes a fifth of a millisecond. */
const opened = new WeakMap<Sealed, OpenedPin>();

/** Returns a stored PIN and its hash in base64url. Throws {@link SealingError}. */
export function openPersonal(sealer: Sealer, accountId: string, { id, sealed }: PersonalPin): OpenedPin {
  const known = opened.get(sealed);
  if (known !== undefined) return known;
  const text = sealer.open(accountId, purposeOf(id), sealed);
  const content = v.safeParse(contentSchema, JSON.parse(text));
  if (!content.success) throw new SealingError(`a PIN of ${accountId} is not as this version writes it`);
  const { hash, ...rest } = content.output;
  const result = { pin: { id, ...rest }, hash };
  opened.set(sealed, result);
  return result;
}

/** Returns the PINs sealed with the newest key. Throws {@link SealingError}. */
export function renewPins(sealer: Sealer, account: WithPins): Omit<WithPins, 'id'> {
  const { id, pin, personalPins } = account;
  const renew = (pinId: string, sealed: Sealed) => sealer.renew(id, purposeOf(pinId), sealed);
  return {
    ...(pin && { pin: { ...pin, hash: renew(HOUSEHOLD_PIN_ID, pin.hash) } }),
    ...(personalPins && {
      personalPins: {
        ...personalPins,
        list: personalPins.list.map((each) => ({ ...each, sealed: renew(each.id, each.sealed) })),
      },
    }),
  };
}
