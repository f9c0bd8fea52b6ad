import type { Collection } from '../../../functions/store/store.ts';
import { HOUR, MINUTE, ObservedHome } from './observed-home.ts';

describe.each(['sqlite', 'firestore'] as const)('the poll of an account that fails, on %s', (store) => {
  let home: ObservedHome;

  beforeEach(async () => {
    home = await ObservedHome.start(undefined, { store, instances: 2 });
  });
  afterEach(() => home.close());

  /** Changes a stored document as nothing of this release does, and makes the account due. */
  async function change(
    collection: Collection,
    edit: (data: Record<string, unknown>) => unknown,
  ): Promise<void> {
    const key = { collection, id: home.accountId };
    const [document] = await home.world.store.get([key]);
    const data = edit(structuredClone(Object(document?.data)));
    await home.world.store.replace(key, document?.revision ?? '', data, { dueAt: home.world.clock.now() });
    await home.world.pass(20 * MINUTE);
  }
  const linesOf = (message: string) =>
    home.world.logLines.map((line) => JSON.parse(line)).filter((line) => line.message === message);
  const setAside = () => linesOf('account set aside, it cannot be polled');
  /** The second instance runs the polls: the first one, which linked the account, has its credentials in memory. */
  const tick = async () => {
    const app = home.world.instances[1]?.app;
    if (app === undefined) throw new Error('there is one instance only');
    await app.tick();
    await home.world.jobs.runDue(app.runJob);
  };
  const metric = async (why: string) => {
    const text = await home.world.metrics.registry.expose();
    return text.includes(`sifely_home_polls_not_done_total{why="${why}"} 1`);
  };

  test.each([
    ['unreadable', 'states', 24, (data: object) => ({ ...data, locks: 5 })],
    ['unreadable', 'accounts', 24, (data: object) => ({ ...data, grants: 'none' })],
    ['newer-release', 'states', 1, (data: object) => ({ ...data, schema: 99 })],
    [
      'key',
      'accounts',
      24,
      (data: { credentials?: object }) => ({ ...data, credentials: { ...data.credentials, keyId: 'gone' } }),
    ],
  ] as const)(
    'sets it aside and leaves its data as it is: %s, in %s',
    async (why, collection, hours, edit) => {
      await change(collection, edit);
      const read = () => home.world.store.get([{ collection, id: home.accountId }]);
      const [before] = await read();
      await tick();
      expect(setAside()).toMatchObject([{ accountId: home.accountId, why, severity: 'WARNING' }]);
      expect(await metric(why)).toBe(true);
      expect((await read())[0]?.data).toEqual(before?.data);
      expect(home.world.jobs.failures).toEqual([]);
      await home.world.pass(hours * HOUR - MINUTE);
      await tick();
      expect(setAside()).toHaveLength(1);
      await home.world.pass(2 * MINUTE);
      await tick();
      expect(setAside()).toHaveLength(2);
    },
  );

  test('tries it again after ten, twenty and forty minutes, without a retry of the queue', async () => {
    await change('states', (data) => ({ ...data, polling: null }));
    const times: number[] = [];
    const startedAt = home.world.clock.now();
    for (let minute = 0; minute < 80; minute += 1) {
      const { length } = linesOf('poll failed, the account is due again');
      await tick();
      if (linesOf('poll failed, the account is due again').length > length) times.push(minute);
      await home.world.pass(MINUTE);
    }
    expect(home.world.clock.now() - startedAt).toBeGreaterThanOrEqual(80 * MINUTE);
    expect(times).toEqual([0, 10, 30, 70]);
    expect(linesOf('poll failed, the account is due again')[0]).toMatchObject({ severity: 'ERROR' });
    expect(home.world.jobs.failures).toEqual([]);
    const stuck = linesOf('polls of accounts do not end').map(({ accounts, claims }) => [accounts, claims]);
    expect(stuck).toEqual([
      [1, 3],
      [1, 4],
    ]);
  });

  test('polls it at its time again when it can be used', async () => {
    await change('states', (data) => ({ ...data, schema: 99 }));
    await tick();
    await change('states', (data) => ({ ...data, schema: 1 }));
    home.world.sifely.clearCalls();
    await tick();
    expect(home.calls()).toContain('lock/list');
    expect(setAside()).toHaveLength(1);
  });
});
