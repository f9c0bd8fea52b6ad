import { createSealer } from '../../../functions/accounts/sealing.ts';
import { resetRestored } from '../../../functions/maintenance/reset-restored.ts';
import { systemRandom } from '../../../functions/random.ts';
import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import { FRONT, MINUTE, ObservedHome } from '../tracking/observed-home.ts';

describe.each(['sqlite', 'firestore'] as const)('a lock that was opened after the backup (%s)', (store) => {
  let home: ObservedHome;

  beforeEach(async () => {
    home = await ObservedHome.start([FRONT], { store, jobs: 'local' });
    await home.world.pass(2 * MINUTE);
    home.world.sifely.lock(FRONT).useMechanicalKey('unlock');
    const sealer = createSealer([{ id: 'k1', key: new Uint8Array(32).fill(7) }], systemRandom);
    await resetRestored({ store: home.world.store, sealer, now: home.world.clock.now(), endings: [] });
  });
  afterEach(() => home.close());

  test('is not told to be locked while nobody can ask it', async () => {
    home.world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).not.toMatchObject({ isLocked: true });
  });

  test('is found open by the poll that follows, and reported', async () => {
    await home.passTicking(10 * MINUTE, MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });
});
