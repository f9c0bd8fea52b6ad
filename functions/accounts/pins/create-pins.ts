import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { StoreUnavailableError } from '../../store/store.ts';
import type { Account } from '../account.ts';
import type { Accounts, LoadedAccount } from '../accounts.ts';
import { withChosenPin } from '../consent.ts';
import type { Sealer } from '../sealing.ts';
import { changedPin } from './change-pin.ts';
import type { HashSlots } from './hash-slots.ts';
import { HOUSEHOLD_PIN_ID, isPin, type Pin, PinTakenError, pinDigitsProblem, type SavedPin } from './pin.ts';
import { hashDigits, mintSalt, type PinHashes, type PinSalt, saltKey } from './pin-hash.ts';
import {
  type HouseholdPin,
  matchingPins,
  openPersonal,
  openPins,
  saltsOf,
  sealHousehold,
  sealPersonal,
  type WithPins,
} from './stored-pins.ts';

/** More attempts to set a PIN mean that something is broken: only another process that sets the first one repeats one. */
const MAX_ATTEMPTS = 4;
const ID_BYTES = 9;

/** The dependencies of {@link createPins} and {@link hashNewPin}. */
export interface PinsDeps {
  readonly clock: Clock;
  readonly random: Pick<Random, 'bytes'>;
  readonly sealer: Sealer;
  readonly slots: HashSlots;
  /** How costly the hash of the first PIN of an account is. */
  readonly pinCost?: number | undefined;
}

/** The digits of a new PIN, hashed by each salt of its account. */
export interface HashedDigits {
  readonly hashes: PinHashes;
  /** The salt to store it with. */
  readonly salt: PinSalt;
}

/** Hashes the digits of a new PIN. Throws `RangeError` if they are none, and `HashDroppedError` as {@link HashSlots.run}. */
export async function hashNewPin(
  { random, slots, pinCost }: PinsDeps,
  account: WithPins,
  digits: string,
): Promise<HashedDigits> {
  if (!isPin(digits)) throw new RangeError('a PIN has 4 to 8 digits');
  const known = saltsOf(account);
  const [salt = mintSalt(random, pinCost)] = known;
  const salts = known.length > 0 ? known : [salt];
  return { salt, hashes: await hashDigits(slots, account.id, digits, salts, { isNewPin: true }) };
}

/** Seals the PIN of the household. */
export function sealNewHousehold(
  { sealer, clock }: PinsDeps,
  accountId: string,
  { salt, hashes }: HashedDigits,
): HouseholdPin {
  return sealHousehold(sealer, accountId, salt, hashOf(hashes, salt), clock.now());
}

/** True if the account has a salt by which the digits were not hashed: another process has set its first PIN meanwhile. */
export function isOutdated(account: WithPins, { hashes }: HashedDigits): boolean {
  return saltsOf(account).some((salt) => !hashes.has(saltKey(salt)));
}

/** Throws {@link PinTakenError} if the digits are those of a person. For the compare-and-set: a person may have got them meanwhile. */
export function refusePersonal({ sealer }: PinsDeps, account: WithPins, { hashes }: HashedDigits): void {
  const equal = matchingPins(sealer, account, hashes);
  if (equal.some((id) => id !== HOUSEHOLD_PIN_ID)) throw new PinTakenError('a person has this PIN');
}

function hashOf(hashes: PinHashes, salt: PinSalt): Buffer {
  const hash = hashes.get(saltKey(salt));
  if (hash === undefined) throw new Error('digits were not hashed with the salt of their account');
  return hash;
}

/** Builds what is done with the PINs of accounts, apart from checking them at a door. */
export function createPins(
  deps: PinsDeps & {
    readonly load: Accounts['load'];
    readonly change: Accounts['change'];
  },
): Pick<Accounts, 'pinsOf' | 'findPin' | 'choosePin' | 'savePin' | 'removePin'> {
  const { clock, random, sealer, slots, load, change } = deps;

  /**
   * Changes an account with digits that were hashed before. `apply` runs in the compare-and-set, maybe again. Resolves with what it said
   * last; `undefined` if the account is gone.
   */
  const changeHashed = async <T>(
    accountId: string,
    digits: string | undefined,
    apply: (
      account: Account,
      hashed: HashedDigits | undefined,
      loaded: LoadedAccount,
    ) => { readonly account: Account; readonly result: T },
  ): Promise<T | undefined> => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const loaded = await load(accountId);
      if (loaded === undefined) return undefined;
      const hashed = digits === undefined ? undefined : await hashNewPin(deps, loaded.account, digits);
      const last: { result?: T; isOutdated: boolean } = { isOutdated: false };
      await change(accountId, (account) => {
        last.isOutdated = hashed !== undefined && isOutdated(account, hashed);
        if (last.isOutdated) return account;
        const applied = apply(account, hashed, loaded);
        last.result = applied.result;
        return applied.account;
      });
      if (!last.isOutdated) return last.result;
    }
    throw new StoreUnavailableError(`the PINs of an account changed during each of ${MAX_ATTEMPTS} attempts`);
  };

  return {
    pinsOf: (account) => openPins(sealer, account),

    async findPin(account, digits, isLate) {
      const salts = saltsOf(account);
      if (!isPin(digits) || salts.length === 0) return undefined;
      const hashes = await hashDigits(slots, account.id, digits, salts, { ...(isLate && { isLate }) });
      return matchingPins(sealer, account, hashes)[0];
    },

    async choosePin(accountId, choice) {
      if (choice.kind === 'keep') return (await load(accountId))?.account;
      if (choice.kind === 'off') return change(accountId, (account) => withChosenPin(account, choice));
      return changeHashed(accountId, choice.pin, (account, hashed) => {
        if (hashed === undefined) return { account, result: account };
        refusePersonal(deps, account, hashed);
        const stored = sealNewHousehold(deps, accountId, hashed);
        const after = withChosenPin(account, { kind: 'set', stored });
        return { account: after, result: after };
      });
    },

    async savePin(accountId, wanted): Promise<SavedPin> {
      const problem = wanted.digits === undefined ? undefined : pinDigitsProblem(wanted.digits);
      if (problem !== undefined) return { kind: 'refused', problem };
      const newId = random.bytes(ID_BYTES).toString('base64url');
      const saved = await changeHashed<SavedPin>(accountId, wanted.digits, (account, hashed, { states }) => {
        const pin = changedPin(wanted, {
          ...{ account, newId, pins: openPins(sealer, account), uses: states.pinUses ?? {} },
          ...{ equal: hashed ? matchingPins(sealer, account, hashed.hashes) : [], now: clock.now() },
        });
        if (pin === undefined) return { account, result: { kind: 'gone' } };
        if (typeof pin === 'string') return { account, result: { kind: 'refused', problem: pin } };
        return { account: withPersonal(sealer, account, pin, hashed), result: { kind: 'saved', pin } };
      });
      return saved ?? { kind: 'gone' };
    },

    removePin: (accountId, pinId) =>
      change(accountId, (account) => {
        if (pinId === HOUSEHOLD_PIN_ID)
          return account.pin === undefined ? account : withoutHousehold(account);
        const { personalPins, ...rest } = account;
        const list = personalPins?.list.filter(({ id }) => id !== pinId) ?? [];
        if (personalPins === undefined || list.length === personalPins.list.length) return account;
        // Without a PIN there is no salt to keep.
        return list.length === 0 ? rest : { ...rest, personalPins: { ...personalPins, list } };
      }),
  };
}

function withoutHousehold({ pin: _, ...rest }: Account): Account {
  return rest;
}

/** Returns the account with a PIN of a person, in its place in the list; one whose digits stay keeps its hash. */
function withPersonal(sealer: Sealer, account: Account, pin: Pin, hashed: HashedDigits | undefined): Account {
  const { personalPins } = account;
  const { salt, cost } = personalPins ?? hashed?.salt ?? {};
  const before = personalPins?.list.find(({ id }) => id === pin.id);
  if (salt === undefined || cost === undefined) throw new Error('a new PIN without digits');
  const hash = hashed
    ? hashOf(hashed.hashes, { salt, cost }).toString('base64url')
    : before && openPersonal(sealer, account.id, before).hash;
  if (hash === undefined) throw new Error('a new PIN without digits');
  const stored = sealPersonal(sealer, account.id, pin, hash);
  const list = personalPins?.list ?? [];
  return {
    ...account,
    personalPins: {
      ...{ salt, cost },
      list: before ? list.map((each) => (each === before ? stored : each)) : [...list, stored],
    },
  };
}
