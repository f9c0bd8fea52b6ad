import type { Response } from 'express';
import { createSealer } from '../../../functions/accounts/sealing.ts';
import { createBrowserCookies } from '../../../functions/pages/browser-cookie.ts';
import { createSessions, type OwnerSession, type SessionData } from '../../../functions/pages/sessions.ts';
import { systemRandom } from '../../../functions/random.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../../functions/store/store.ts';
import { OffsetClock } from '../../support/offset-clock.ts';

describe('a change of a page session', () => {
  const owner: OwnerSession = { kind: 'owner', username: 'ann', accountId: 'a1' };
  const response = { cookie: () => {} } as unknown as Response;
  let store: Store;
  let sessions: ReturnType<typeof createSessions>;
  let secret: string | undefined;

  beforeEach(async () => {
    const clock = new OffsetClock();
    store = openSqliteStore({ file: ':memory:', clock });
    const cookies = createBrowserCookies(systemRandom, 'http://localhost');
    sessions = createSessions({
      ...{ store, clock, random: systemRandom },
      sealer: createSealer([{ id: 'k1', key: Buffer.alloc(32, 1) }], systemRandom),
      cookies: {
        ...cookies,
        write: (_, cookie) => {
          secret = cookie.secret;
        },
      },
    });
    await sessions.begin(response, { browserId: 'b', secret: undefined }, owner);
  });

  afterEach(() => store.close());

  const current = async () => {
    const session = await sessions.of({ browserId: 'b', secret });
    if (!session) throw new Error('no session');
    return session;
  };
  const withNotice = (data: SessionData): SessionData | undefined =>
    data.kind === 'owner' ? { ...data, notice: 'pin-set' } : undefined;

  test('keeps the change that another request made first', async () => {
    const stale = await current();
    await sessions.change(stale, (data) =>
      data.kind === 'owner' ? { ...data, offered: ['101'] } : undefined,
    );
    expect(await sessions.change(stale, withNotice)).toBe(true);
    expect((await current()).data).toEqual({ ...owner, offered: ['101'], notice: 'pin-set' });
  });

  test('writes nothing when it gives up', async () => {
    const session = await current();
    expect(await sessions.change(session, () => undefined)).toBe(false);
    expect((await current()).revision).toBe(session.revision);
  });

  test('does not bring back a session that has ended', async () => {
    const session = await current();
    await sessions.end(response, { browserId: 'b', secret }, session);
    expect(await sessions.change(session, withNotice)).toBe(false);
    expect(await sessions.find(session.id)).toBeUndefined();
  });

  test('reads a notice that another version wrote as none', async () => {
    const written = { ...owner, notice: 'of-another-version' } as unknown as OwnerSession;
    await sessions.begin(response, { browserId: 'b', secret: undefined }, written);
    expect((await current()).data).toEqual(owner);
  });
});
