import { FRONT, MINUTE, ObservedHome } from './observed-home.ts';

describe('a clock that ran ahead and was set back after a reading of the lock', () => {
  let home: ObservedHome;
  const front = () => home.world.sifely.lock(FRONT);
  const user = () => home.world.google.user();
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT]);
    front().turnByHand('unlock');
    home.world.skew.ms = 10 * MINUTE;
    await user().query();
    home.world.skew.ms = 0;
    home.sendWebhooks();
    await home.pass(3000);
  });
  afterEach(() => home.close());

  test('does not hide a later event', async () => {
    front().turnByHand('lock');
    await home.pass(3000);
    expect((await home.known())?.snapshot).toMatchObject({ bolt: 'locked', source: 'records' });
  });

  test('does not make a forged event trusted', async () => {
    await home.forge(FRONT, { recordType: 47 });
    await home.pass(2 * MINUTE);
    expect((await home.known())?.snapshot).toMatchObject({ bolt: 'unlocked' });
  });

  test('does not hide a lock that does not follow a command', async () => {
    front().jam();
    await user().lock('front door');
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    await home.pass(2 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('does not hide that a lock goes out of reach or comes back', async () => {
    home.world.sifely.gateway(7101).online = false;
    await user().query([FRONT]);
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ online: false });
    home.world.sifely.gateway(7101).online = true;
    await home.pass(6 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ online: true });
  });
});
