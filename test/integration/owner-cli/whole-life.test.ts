import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import { signedIn } from '../account-pages/owner.ts';
import { DAY, FRONT, HOUR, MINUTE, ObservedHome } from '../tracking/observed-home.ts';
import { closeOwnerHomes, commandLineIn, newHomeFolder, signInAt } from './owner-home.ts';

let home: ObservedHome;
afterEach(async () => {
  await closeOwnerHomes();
  await home.close();
});

const PERIOD = /Tue (\d{4}-\d\d-\d\d) 09:00 to Tue \1 12:00/;

describe.each(['oauth', 'api-key'] as const)('with the %s profile', (profile) => {
  test.each(['online all the time', 'offline at each step'])(
    'a code for Tuesday 9 to 12 is set, used, seen in the activity, changed and removed, its gateway %s',
    async (gateway) => {
      home = await ObservedHome.start([FRONT], { profile });
      home.sendWebhooks();
      const { sifely, clock } = home.world;
      // A Wednesday: Tuesday is days away, whenever the test runs.
      while (new Date(clock.now()).getUTCDay() !== 3) clock.advance(DAY);
      const call = commandLineIn(newHomeFolder(), clock);
      expect((await signInAt(call, sifely.url, profile)).code).toBe(0);
      const door = sifely.lock(FRONT);
      const opens = (digits: string): boolean => {
        door.turnByHand('lock');
        door.enterDigits(digits);
        return door.bolt === 'unlocked';
      };
      const listed = async () => (await call(['codes', 'list', 'front'])).printed;
      /** Does something to the code, maybe with the gateway offline until the next call. */
      const act = async (...words: string[]) => {
        const hall = sifely.gateway(DEMO_GATEWAYS.hall);
        hall.online = gateway === 'online all the time';
        const { code } = await home.world.hurried(call(words));
        expect(code).toBe(hall.online ? 0 : 1);
        hall.online = true;
        clock.advance(20 * MINUTE);
        return listed();
      };

      const name = ['--name', 'Window cleaner', '--code', '482915'];
      const added = await act('codes', 'add', 'front', ...name, '--from', 'tuesday 9:00', '--for', '3 hours');
      expect(added).toMatch(/Window cleaner .*set: read back from the lock/);
      const [, day = ''] = PERIOD.exec(added) ?? [];
      // Nine o'clock at the door of the demo home.
      const from = Date.parse(`${day}T14:00:00Z`);
      expect(opens('482915')).toBe(false);
      await home.passTicking(from + MINUTE - clock.now(), HOUR);
      expect(opens('482915')).toBe(true);

      await sifely.flushWebhooks();
      await home.pass(MINUTE);
      const person = await signedIn(home.world);
      await person.open('/account/activity.csv');
      expect(person.page.html).toMatch(/unlocked.*code.*Window cleaner/);

      const changed = await act('codes', 'change', 'front', 'Window cleaner', '--code', '730518');
      expect(changed).toMatch(/Window cleaner .*set: read back from the lock/);
      expect(changed).toMatch(PERIOD);
      expect([opens('482915'), opens('730518')]).toEqual([false, true]);

      expect(await act('codes', 'remove', 'front', 'Window cleaner', '--yes')).not.toContain(
        'Window cleaner',
      );
      expect(opens('730518')).toBe(false);
    },
  );
});
