import { createHash } from 'node:crypto';
import type { Response } from 'express';
import * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import type { BrowserCookie, BrowserCookies } from './browser-cookie.ts';

const INOPERABLE = [
  'no-gateway',
  'remote-disabled',
  'key-not-yet-valid',
  'key-expired',
  'key-frozen',
  'key-not-active',
] as const;

const shownLock = v.object({
  lockId: v.string(),
  name: v.string(),
  groupName: v.exactOptional(v.string()),
  operability: v.picklist(['operable', ...INOPERABLE]),
});

const listedLock = v.object({
  lockId: v.string(),
  name: v.string(),
  groupName: v.exactOptional(v.string()),
  shared: v.boolean(),
  /** An earlier version of this program wrote sentences. */
  reason: v.exactOptional(v.fallback(v.picklist([...INOPERABLE, 'gone']), 'gone')),
});

/** A choice among many locks that the person has not finished; see `lock-list/lock-chooser.ts`. */
const choosing = v.object({ chosen: v.array(v.string()), find: v.string(), page: v.number() });

/** The messages that an account page shows once, after a change. */
const NOTICES = [
  'reconnected',
  'locks-saved',
  'locks-saved-not-synced',
  'lock-saved',
  'checked',
  'pin-set',
  'pin-removed',
  'one-pin-removed',
  'lockout-cleared',
  'key-replaced',
  'webhook-renewed',
  'link-ended',
] as const;

const sessionData = v.variant('kind', [
  v.object({
    kind: v.literal('signed-in'),
    /** As it was entered, to show who is signed in. */
    username: v.string(),
    user: v.string(),
    credentials: v.record(v.string(), v.unknown()),
    /** Ms since the epoch; absent in sessions of an earlier release. */
    signedInAt: v.exactOptional(v.number()),
    /** As of an owner. */
    signOuts: v.exactOptional(v.number()),
    /** The locks that the consent page showed. Only those can be chosen. */
    shown: v.exactOptional(v.array(shownLock)),
    choosing: v.exactOptional(choosing),
  }),
  v.object({
    kind: v.literal('linked'),
    /** The authorization request and its redirect, so that the same form sent twice ends at the same place. */
    query: v.string(),
    codeId: v.string(),
    location: v.string(),
  }),
  v.object({
    kind: v.literal('owner'),
    username: v.string(),
    accountId: v.string(),
    /** `Account.signOuts` when it began: one that has fewer than the account is over. */
    signOuts: v.exactOptional(v.number()),
    /** When the password was entered, ms since the epoch; absent in sessions of an earlier release. */
    signedInAt: v.exactOptional(v.number()),
    /** Ids of the locks that the page last offered. Only those can be changed. */
    offered: v.exactOptional(v.array(v.string())),
    /** Only while the person chooses among many locks: the locks, so that a search makes no call. */
    listed: v.exactOptional(v.array(listedLock)),
    choosing: v.exactOptional(choosing),
    /** The message that the next page shows once; none if another version of this program wrote one that we do not have. */
    notice: v.fallback(v.optional(v.picklist(NOTICES)), undefined),
  }),
  v.object({
    kind: v.literal('operator'),
    /** The hash of the token that was entered: a new one ends the session. */
    tokenHash: v.string(),
  }),
]);

export type ShownLock = v.InferOutput<typeof shownLock>;
export type SessionData = v.InferOutput<typeof sessionData>;
/** A person who signed in and has not agreed yet. */
export type SignedIn = Extract<SessionData, { kind: 'signed-in' }>;

export type OwnerSession = Extract<SessionData, { kind: 'owner' }>;
export type OperatorSession = Extract<SessionData, { kind: 'operator' }>;

export interface PageSession<Data extends SessionData = SessionData> {
  readonly id: string;
  readonly revision: string;
  readonly expiresAt: number;
  readonly data: Data;
}

/** Maximum time between signing in and agreeing; on the other pages, between two requests. */
const SESSION_MS = 15 * 60_000;

const collection = 'sessions';

/** True if the owner signed out everywhere since a session began. An account that did not exist then had no sign-outs. */
export function isOver(
  { signOuts = 0 }: SignedIn | OwnerSession,
  account: Pick<Account, 'signOuts'>,
): boolean {
  return signOuts < (account.signOuts ?? 0);
}

/** Creates the sessions of people who signed in: sealed documents, found by the hash of the cookie's secret. */
export function createSessions(deps: {
  store: Store;
  clock: Clock;
  random: Random;
  sealer: Sealer;
  cookies: BrowserCookies;
}) {
  const { store, clock, random, sealer, cookies } = deps;
  const seal = (id: string, data: SessionData, expiresAt: number) => ({
    expiresAt,
    sealed: sealer.seal(id, 'session', JSON.stringify(data)),
  });

  const find = async (id: string): Promise<PageSession | undefined> => {
    const [document] = await store.get([{ collection, id }]);
    if (!document) return undefined;
    const { expiresAt, sealed } = v.parse(stored, document.data);
    const data = v.parse(sessionData, JSON.parse(sealer.open(id, 'session', sealed)));
    return { id, revision: document.revision, expiresAt, data };
  };

  const replace = async <Data extends SessionData>(
    { id, revision: before }: PageSession,
    data: Data,
    expiresAt: number,
  ): Promise<PageSession<Data> | undefined> => {
    const box = seal(id, data, expiresAt);
    const revision = await store.replace({ collection, id }, before, box, { expireAt: expiresAt });
    return revision === undefined ? undefined : { id, revision, expiresAt, data };
  };

  return {
    find,

    /** Begins a session for a person who has just signed in. */
    async begin(
      response: Response,
      browser: BrowserCookie,
      data: SignedIn | OwnerSession | OperatorSession,
    ): Promise<void> {
      const secret = random.bytes(32).toString('base64url');
      const id = sessionId(secret);
      const expireAt = clock.now() + SESSION_MS;
      await store.create({ collection, id }, seal(id, data, expireAt), { expireAt });
      cookies.write(response, { ...browser, secret });
    },

    /** Returns the session of a browser; `undefined` if it has none or it expired. */
    of: async ({ secret }: BrowserCookie): Promise<PageSession | undefined> =>
      secret === undefined ? undefined : find(sessionId(secret)),

    /** Changes a session by compare-and-set; `change` may run again. False if it returns `undefined`, or without a session. */
    async change(
      session: PageSession,
      change: (data: SessionData) => SessionData | undefined,
    ): Promise<boolean> {
      let current: PageSession | undefined = session;
      while (current) {
        const data = change(current.data);
        if (data === undefined) return false;
        if (await replace(current, data, current.expiresAt)) return true;
        current = await find(session.id);
      }
      return false;
    },

    /** Replaces the data and restarts the lifetime; `undefined` if another request was first or the session is gone. */
    extend: <Data extends SessionData>(session: PageSession, data: Data) =>
      replace(session, data, clock.now() + SESSION_MS),

    /** Ends a session, in the store and in the browser. */
    async end(response: Response, browser: BrowserCookie, session: PageSession): Promise<void> {
      let current: PageSession | undefined = session;
      while (current && !(await store.delete({ collection, id: current.id }, current.revision))) {
        current = await find(session.id);
      }
      cookies.write(response, { ...browser, secret: undefined });
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;

const stored = v.object({
  expiresAt: v.number(),
  sealed: v.object({ keyId: v.string(), iv: v.string(), box: v.string() }),
});

function sessionId(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
