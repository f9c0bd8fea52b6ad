import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { waitingJobs } from '../../support/waiting-jobs.ts';
import { DEMO } from '../account-pages/owner.ts';
import { OperatorWorld } from './operator-world.ts';

/** The end of all times of a store. */
const FOREVER = 253_402_300_799_999;
const PIN = '830264';
const FRONT = String(DEMO_LOCKS.frontDoor);

describe.each(['sqlite', 'firestore'] as const)(
  'changing accounts beside a running server, with %s',
  (store) => {
    let operator: OperatorWorld;
    let world: OperatorWorld['world'];
    let id: string;

    beforeEach(async () => {
      operator = await OperatorWorld.start(store);
      ({ world } = operator);
      await world.link('alice', { pin: PIN });
      await world.link('bob', { pin: 'keep' });
      id = operator.accountId;
      await world.google.user('alice').unlock('front door', { pin: ['111111', PIN] });
      await world.pass(120_000);
    });
    afterEach(() => operator.close());

    test('resync makes Google ask again and reports every state again, through the running server', async () => {
      await world.google.user('alice').sync();
      await world.google.user('bob').sync();
      await world.pass(60_000);
      const before = world.google.homegraph.calls.length;
      expect((await operator.call(['accounts', 'resync', id])).code).toBe(0);
      await world.pass(30_000);
      const calls = world.google.homegraph.calls.slice(before);
      expect(calls.filter(({ method }) => method === 'requestSync')).toHaveLength(1);
      const reported = calls.filter(({ method }) => method === 'reportStateAndNotification');
      expect(JSON.stringify(reported.map(({ body }) => body))).toContain(`"${FRONT}"`);
    });

    test('unlink ends one link and leaves the other', async () => {
      const [link] = JSON.parse((await operator.call(['accounts', 'show', id, '--json'])).printed).links;
      const call = await operator.call(['accounts', 'unlink', id, '--link', link.id], [id]);
      expect([call.code, call.printed]).toEqual([0, 'The link has ended.']);
      expect((await operator.call(['accounts', 'list'])).printed).toContain('1 account, 1 link');
      await expect(world.google.user('bob').sync()).resolves.toMatchObject({ payload: { agentUserId: id } });
    });

    test('unlink without a link ends all of them, here and at Google', async () => {
      expect((await operator.call(['accounts', 'unlink', id, '--yes'])).code).toBe(0);
      await world.pass(60_000);
      expect(world.google.homegraph.calls.some(({ method }) => method === 'delete')).toBe(true);
      expect((await operator.call(['accounts', 'show', id])).code).toBe(1);
      expect((await operator.call(['accounts', 'list'])).printed).toContain('0 accounts');
    });

    test('delete leaves nothing of a person, neither in the store nor in its files', async () => {
      const traces = () => tracesOf(operator, [id, FRONT, 'Front door', DEMO.username]);
      const guest = { name: 'Anna', lockIds: [FRONT], timeZone: 'UTC' };
      await world.app.guests?.add(id, { ...guest, validity: { kind: 'permanent' } });
      expect(await world.store.list('guests', { limit: 5 })).toHaveLength(1);
      expect((await traces()).length).toBeGreaterThan(0);
      expect((await operator.call(['accounts', 'delete', id], [id])).code).toBe(0);
      // The job that tells Google is the only one left.
      await world.pass(60_000);
      // Sign-ins and codes expire, and SQLite deletes what expired within the hour.
      world.clock.advance(3 * 3_600_000);
      await world.app.tick();
      await world.pass(60_000);
      world.firestore?.deleteExpired();
      expect(await traces()).toEqual([]);
      expect(await waitingJobs(world.store, FOREVER)).toEqual([]);
      expect(world.google.user('alice').tokens).toBeUndefined();
    });
  },
);

/** The places in the store where one of the texts stands: documents of Firestore, or files of SQLite. */
async function tracesOf({ world, dataDir }: OperatorWorld, texts: readonly string[]): Promise<string[]> {
  const places =
    world.firestore === undefined
      ? globSync(join(dataDir, '*')).map((file) => [file, readFileSync(file, 'latin1')] as const)
      : [['firestore', JSON.stringify(world.firestore.documents)] as const];
  return places.flatMap(([place, content]) =>
    texts.filter((text) => content.includes(text)).map((text) => `${place}: ${text}`),
  );
}
