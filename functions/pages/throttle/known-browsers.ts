import { createHmac, type KeyObject } from 'node:crypto';
import type { Account } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Sealer } from '../../accounts/sealing.ts';
import type { Clock } from '../../clock.ts';
import { type BrowserCookie, MARK_MS, MAX_MARKS } from '../browser-cookie.ts';
import { constantEquals } from '../constant-equals.ts';

/** The account as far as a mark depends on it. */
type MarkedAccount = Pick<Account, 'id' | 'signOuts'>;

/**
 * Browsers that signed in before. Each has a mark in its cookie: the time of the sign-in, a hash of the account, and a hash that binds both to
 * the browser and the user. Nobody can make or move one, and it tells nothing to those who read it. Such a browser has wrong sign-ins of its
 * own, so that strangers who guess do not lock it out. Source of the idea: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
 */
export interface KnownBrowsers {
  /**
   * Returns the account for which a browser is known under a user name, else `undefined`: without a mark, after {@link MARK_MS}, after the owner
   * signed out everywhere, once the account is gone or the key of the mark was taken out. Reads the store only for a mark of this
   * browser and user, so that the time of an answer does not tell whose account is linked.
   */
  accountOf(
    browser: BrowserCookie,
    user: string,
    accounts: Pick<Accounts, 'findByUser'>,
  ): Promise<Account | undefined>;
  /** Returns the browser with a new mark for a user who has just signed in, in place of the earlier one. */
  withMark(browser: BrowserCookie, user: string, account: MarkedAccount): BrowserCookie;
  /** Returns the browser without the marks of an account: its owner leaves it, or signs out everywhere. */
  withoutMarks(browser: BrowserCookie, account: MarkedAccount): BrowserCookie;
}

/** Bytes of a mark, in this order; 35 characters in base64url. */
const TIME_BYTES = 6;
const ACCOUNT_BYTES = 4;
const HASH_BYTES = 16;

/** Creates {@link KnownBrowsers}: keyed hashes, so that nothing is stored. Marks stay valid while encryption keys are rotated. */
export function createKnownBrowsers({
  sealer,
  clock,
}: {
  readonly sealer: Pick<Sealer, 'derived'>;
  readonly clock: Clock;
}): KnownBrowsers {
  const [newest, ...older] = sealer.derived('known browser').map(({ key }) => key);
  if (!newest) throw new RangeError('marks of browsers need a key');

  /** Returns the key that made a mark for this browser and user; `undefined` if none did. */
  const keyOf = (mark: string, browserId: string, user: string): KeyObject | undefined => {
    const bytes = Buffer.from(mark, 'base64url');
    const [content, hash] = [bytes.subarray(0, -HASH_BYTES), bytes.subarray(-HASH_BYTES)];
    return [newest, ...older].find((key) =>
      constantEquals(hash.toString('base64url'), hashOf(key, content, browserId, user).toString('base64url')),
    );
  };
  const isFresh = (mark: string): boolean => clock.now() - timeOf(mark) < MARK_MS;

  return {
    async accountOf({ browserId, marks = [] }, user, accounts) {
      for (const mark of marks) {
        const key = isFresh(mark) ? keyOf(mark, browserId, user) : undefined;
        if (key === undefined) continue;
        const account = (await accounts.findByUser(user))?.account;
        if (account !== undefined && isOf(mark, key, account)) return account;
      }
      return undefined;
    },

    withMark(browser, user, account) {
      const { browserId, marks = [] } = browser;
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(clock.now(), 0, TIME_BYTES);
      const content = Buffer.concat([time, accountHash(newest, account)]);
      const mark = Buffer.concat([content, hashOf(newest, content, browserId, user)]).toString('base64url');
      const others = marks.filter((each) => isFresh(each) && keyOf(each, browserId, user) === undefined);
      return { ...browser, marks: [mark, ...others].slice(0, MAX_MARKS) };
    },

    withoutMarks(browser, account) {
      const keys = [newest, ...older];
      const others = browser.marks?.filter((mark) => !keys.some((key) => isOf(mark, key, account)));
      return others === undefined ? browser : { ...browser, marks: others };
    },
  };
}

/** Returns when the person of a mark signed in, ms since the epoch. */
function timeOf(mark: string): number {
  return Buffer.from(mark, 'base64url').readUIntBE(0, TIME_BYTES);
}

/** True if a mark, made with a key, names an account. Anybody can make one that does. */
function isOf(mark: string, key: KeyObject, account: MarkedAccount): boolean {
  const named = Buffer.from(mark, 'base64url').subarray(TIME_BYTES, -HASH_BYTES);
  return named.equals(accountHash(key, account));
}

function hashOf(key: KeyObject, content: Buffer, browserId: string, user: string): Buffer {
  const parts = JSON.stringify(['mark', browserId, user, content.toString('base64url')]);
  return createHmac('sha256', key).update(parts).digest().subarray(0, HASH_BYTES);
}

/** Returns another hash for each account, and for the same one after each time that its owner signed out everywhere. */
function accountHash(key: KeyObject, { id, signOuts = 0 }: MarkedAccount): Buffer {
  const parts = JSON.stringify(['account', id, signOuts]);
  return createHmac('sha256', key).update(parts).digest().subarray(0, ACCOUNT_BYTES);
}
