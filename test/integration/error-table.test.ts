import { errorTable } from '../../functions/sifely/index.ts';
import { FAILURE_ANSWERS } from '../../functions/smarthome/google-errors.ts';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { World } from '../support/world.ts';

/** Rows that HTTP 200 with this code in the body stands for; every one of them, whatever it means. */
const rows = Object.entries(errorTable).map(([code, row]) => ({ code: Number(code), ...row }));

describe.each(['code', 'errcode'] as const)('a Sifely error code in "%s"', (carrier) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.link();
  });

  afterAll(() => world.close());

  afterEach(() => world.sifely.clearFaults());

  test.each(rows)(
    '$code ($meaning) reaches Google as the error that the table names',
    async ({ code, reason, retry }) => {
      if (retry === 'auth') await world.link();
      world.clock.advance(60_000);
      world.sifely.fault({ kind: 'code', code, carrier, endpoint: 'lock/lock' });
      const before = world.sifely.lock(DEMO_LOCKS.frontDoor).movements;
      const answering = world.google.user('alice').lock('front door');
      const ticking = setInterval(() => world.clock.advance(500), 5);
      const answer = await answering.finally(() => clearInterval(ticking));
      await world.app.settled();
      expect(world.sifely.lock(DEMO_LOCKS.frontDoor).movements).toBe(before);
      if (reason === 'timed-out') expect(answer.status).toBe('PENDING');
      else {
        expect(answer).toMatchObject({ status: 'ERROR', errorCode: FAILURE_ANSWERS[reason].codes.lock });
      }
    },
  );
});
