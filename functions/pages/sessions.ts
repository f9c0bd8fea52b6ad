import { createHash } from 'node:crypto';
import type { Response } from 'express';
import * as v from 'valibot';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import type { BrowserCookie, BrowserCookies } from './browser-cookie.ts';

const shownLock = v.object({
  lockId: v.string(),
  name: v.string(),
  groupName: v.exactOptional(v.string()),
  operability: v.picklist([
    'operable',
    'no-gateway',
    'remote-disabled',
    'key-not-yet-valid',
    'key-expired',
    'key-frozen',
    'key-not-active',
  ]),
});

/** What an account page tells after something was done. */
export const NOTICES = [
  'repaired',
  'locks-saved',
  'locks-saved-untold',
  'pin-set',
  'pin-removed',
  'lockout-cleared',
  'webhook-renewed',
] as const;

const sessionData = v.variant('kind', [
  v.object({
    kind: v.literal('signed-in'),
    /** As it was typed: pages say who is signed in. */
    username: v.string(),
    user: v.string(),
    credentials: v.record(v.string(), v.unknown()),
    /** The locks that the consent page showed; only those can be chosen. */
    shown: v.exactOptional(v.array(shownLock)),
  }),
  v.object({
    kind: v.literal('linked'),
    /** The authorization request that was answered, and how: the same form sent twice ends at the same place. */
    query: v.string(),
    codeId: v.string(),
    location: v.string(),
  }),
  v.object({
    kind: v.literal('owner'),
    username: v.string(),
    accountId: v.string(),
    /** Ids of the locks that the page last offered to share; only those can be changed. */
    offered: v.exactOptional(v.array(v.string())),
    /** What the next page has to tell once. */
    notice: v.exactOptional(v.picklist(NOTICES)),
  }),
]);

/** A lock as the consent page shows it. */
export type ShownLock = v.InferOutput<typeof shownLock>;
/** What is kept of a person between pages. */
export type SessionData = v.InferOutput<typeof sessionData>;
/** A person who signed in and has not agreed yet. */
export type SignedIn = Extract<SessionData, { kind: 'signed-in' }>;

/** The owner of an account, on its pages. */
export type OwnerSession = Extract<SessionData, { kind: 'owner' }>;

/** A session as it was read. */
export interface PageSession<Data extends SessionData = SessionData> {
  readonly id: string;
  readonly revision: string;
  readonly expiresAt: number;
  readonly data: Data;
}

/** How long a person has between signing in and agreeing; on the account pages, between two visits. */
const SESSION_MS = 15 * 60_000;

const collection = 'sessions';

/** Sessions of people who signed in: sealed documents, found by the hash of the cookie's secret. */
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

    /** Begins a session for a person who signed in just now. */
    async begin(response: Response, browser: BrowserCookie, data: SignedIn | OwnerSession): Promise<void> {
      const secret = random.bytes(32).toString('base64url');
      const id = sessionId(secret);
      const expireAt = clock.now() + SESSION_MS;
      await store.create({ collection, id }, seal(id, data, expireAt), { expireAt });
      cookies.write(response, { browserId: browser.browserId, secret });
    },

    /** The session of a browser, unless it has none or it expired. */
    of: async ({ secret }: BrowserCookie): Promise<PageSession | undefined> =>
      secret === undefined ? undefined : find(sessionId(secret)),

    /**
     * Changes what a session holds by compare-and-set: `change` runs again on the newest data when another request was
     * first, and gives up by returning `undefined`. Resolves with `false` then, and when the session is gone.
     */
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

    /**
     * Replaces what a session holds and extends it to the lifetime of a new one; `undefined` when another request was
     * first or the session is gone.
     */
    extend: <Data extends SessionData>(session: PageSession, data: Data) =>
      replace(session, data, clock.now() + SESSION_MS),

    /** Ends a session, here and in the browser. */
    async end(response: Response, { browserId }: BrowserCookie, session: PageSession): Promise<void> {
      let current: PageSession | undefined = session;
      while (current && !(await store.delete({ collection, id: current.id }, current.revision))) {
        current = await find(session.id);
      }
      cookies.write(response, { browserId, secret: undefined });
    },
  };
}

/** The sessions of people who signed in. */
export type Sessions = ReturnType<typeof createSessions>;

const stored = v.object({
  expiresAt: v.number(),
  sealed: v.object({ keyId: v.string(), iv: v.string(), box: v.string() }),
});

function sessionId(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
