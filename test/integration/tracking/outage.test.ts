import { FRONT, MINUTE, ObservedHome } from './observed-home.ts';

describe('an outage of the cloud', () => {
  let home: ObservedHome;
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT]);
  });
  afterEach(() => home.close());

  test('delays an event by a few minutes after its end at most', async () => {
    home.sendWebhooks();
    const outage = home.world.sifely.fault({ kind: 'status', status: 503 });
    home.world.sifely.lock(FRONT).enterPasscode();
    for (let passed = 0; passed < 12; passed++) await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    outage.remove();
    for (let passed = 0; passed < 7; passed++) await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });
});
