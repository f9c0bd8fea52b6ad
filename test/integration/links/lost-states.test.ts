import { parseAccount } from '../../../functions/accounts/documents/documents.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { FRONT, MINUTE, ObservedHome } from '../tracking/observed-home.ts';

const DAY = 24 * 60 * MINUTE;
const BACK = String(DEMO_LOCKS.backDoor);

describe.each([
  { store: 'sqlite', jobs: 'held' },
  { store: 'sqlite', jobs: 'local' },
  { store: 'firestore', jobs: 'held' },
  { store: 'firestore', jobs: 'local' },
] as const)('an account with grants and without states ($store, $jobs jobs)', ({ store, jobs }) => {
  let home: ObservedHome;
  const alice = () => home.world.google.user();
  const key = () => ({ collection: 'states', id: home.accountId }) as const;
  const battery = { capacityRemaining: [{ rawValue: 85, unit: 'PERCENTAGE' }] };

  beforeEach(async () => {
    home = await ObservedHome.start([FRONT, BACK], { store, jobs });
  });
  afterEach(() => home.close());

  async function loseStates() {
    await home.world.pass(2 * MINUTE);
    const [states] = await home.world.store.get([key()]);
    await home.world.store.delete(key(), states?.revision ?? '');
    home.world.google.homegraph.calls.length = 0;
    home.world.clock.advance(70 * DAY);
  }

  async function expectTakenUp(requests = 1) {
    await home.world.pass(2 * MINUTE);
    const { states } = await home.loaded();
    expect(states.pollDueAt).toBeGreaterThan(home.world.clock.now());
    expect(states.google?.devices).toEqual([FRONT, BACK]);
    const asked = home.world.google.homegraph.calls.filter(({ method }) => method === 'requestSync');
    expect(asked.length).toBeGreaterThanOrEqual(requests);
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: true, ...battery });
    expect((await alice().query([FRONT])).payload.devices[FRONT]).toMatchObject(battery);
    home.world.sifely.lock(FRONT).useMechanicalKey('unlock');
    await home.passTicking(3 * 60 * MINUTE, 5 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  }

  test('is taken up by QUERY', async () => {
    await loseStates();
    expect((await alice().query([FRONT])).payload.devices[FRONT]).toMatchObject({
      ...{ status: 'SUCCESS', isLocked: true },
      ...battery,
    });
    await expectTakenUp();
  });

  test('is taken up by EXECUTE', async () => {
    await loseStates();
    home.world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    expect(await alice().lock('front door')).toMatchObject({ status: 'SUCCESS' });
    await expectTakenUp();
  });

  test('is taken up by a webhook', async () => {
    await loseStates();
    await home.forge(FRONT, { recordType: 11, electricQuantity: 85 });
    await expectTakenUp();
  });

  test('is taken up by the refresh of a token', async () => {
    await loseStates();
    await alice().refresh();
    await expectTakenUp();
  });

  test('is taken up when a server starts', async () => {
    await loseStates();
    await home.world.app.resumeAccounts();
    await expectTakenUp();
  });

  test('is polled after a SYNC that Sifely did not answer', async () => {
    await loseStates();
    const outage = home.world.sifely.fault({ kind: 'status', status: 500, endpoint: 'key/list', times: 1 });
    await alice()
      .sync()
      .catch(() => undefined);
    outage.remove();
    await expectTakenUp(0);
  });

  test('keeps its states although nothing is written for 70 days', async () => {
    const before = await home.known();
    home.world.clock.advance(70 * DAY);
    expect(await home.known()).toMatchObject({ battery: before?.battery });
    await home.world.app.tick();
    await home.pass(MINUTE);
    expect((await home.loaded()).states.polling?.polledAt).toBeGreaterThan(
      home.world.clock.now() - 5 * MINUTE,
    );
  });

  test('keeps its states while Google does not know it', async () => {
    await home.accounts.changeStates(home.accountId, (states) => ({
      ...states,
      google: { ...states.google, unlinkedAt: home.world.clock.now() },
    }));
    await home.passTicking(70 * DAY, 5 * DAY);
    expect(await home.known()).toBeDefined();
    await alice().sync();
    await home.pass(MINUTE);
    expect((await home.loaded()).states.pollDueAt).toBeGreaterThan(home.world.clock.now());
  });

  test('leaves no states behind when it was only deleted in part', async () => {
    const account = { collection: 'accounts', id: home.accountId } as const;
    const [document] = await home.world.store.get([account]);
    expect(parseAccount(document?.data, home.accountId).grants).toHaveLength(1);
    await home.world.store.delete(account, document?.revision ?? '');
    await home.passTicking(40 * DAY, DAY);
    expect(await home.world.store.get([key()])).toEqual([undefined]);
  });
});
