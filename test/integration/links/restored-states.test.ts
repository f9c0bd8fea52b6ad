import { createSealer } from '../../../functions/accounts/sealing.ts';
import { resetRestored } from '../../../functions/maintenance/reset-restored.ts';
import { systemRandom } from '../../../functions/random.ts';
import { FRONT, MINUTE, ObservedHome } from '../tracking/observed-home.ts';

describe.each(['sqlite', 'firestore'] as const)('the states of a restored backup (%s)', (store) => {
  let home: ObservedHome;

  beforeEach(async () => {
    home = await ObservedHome.start([FRONT], { store, jobs: 'local' });
    await home.world.pass(2 * MINUTE);
  });
  afterEach(() => home.close());

  const bolt = (action: 'lock' | 'unlock') => home.world.sifely.lock(FRONT).useMechanicalKey(action);

  async function reset() {
    const sealer = createSealer([{ id: 'k1', key: new Uint8Array(32).fill(7) }], systemRandom);
    await resetRestored({ store: home.world.store, sealer, now: home.world.clock.now(), endings: [] });
  }

  test('do not tell a lock to be locked that may have been opened since, while Sifely is out of reach', async () => {
    expect((await home.known())?.snapshot?.bolt).toBe('locked');
    bolt('unlock');
    await reset();
    home.world.sifely.fault({ kind: 'status', status: 503 });
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).not.toHaveProperty('isLocked');
  });

  test('are reported anew, because Google may have got others since', async () => {
    const key = { collection: 'states', id: home.accountId } as const;
    const [backup] = await home.world.store.get([key]);
    bolt('unlock');
    await home.passTicking(15 * MINUTE, MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    // Locked again, as in the backup, before anyone looked.
    bolt('lock');
    const [present] = await home.world.store.get([key]);
    await home.world.store.replace(key, present?.revision ?? '', backup?.data, { dueAt: 1 });
    await reset();
    await home.passTicking(5 * MINUTE, MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
  });
});
