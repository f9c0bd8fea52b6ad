import { DayAtHome } from './day-at-home.ts';
import { HOUR, MINUTE, SECOND, Street } from './street.ts';

const HOMES = 12;

test.each([
  ['by less than two seconds', [0, 1000, -900]],
  ['by ten minutes', [0, 10 * MINUTE, -10 * MINUTE]],
])(
  'instances whose clocks differ %s serve a street in turn: no command is late, lost or doubled, and no poll is',
  async (_by, skews) => {
    const street = await Street.start({ homes: HOMES, webhooks: true, skews });
    try {
      const day = new DayAtHome(street);
      // Unlocks are in flight at their answers, and the command behind each is left to a job, of any instance.
      street.sifely.fault({ kind: 'slow', ms: 2000, endpoint: 'lock/unlock' });
      for (let index = 0; index < 6; index++) {
        const deeds = [
          () => {
            day.say(street.home(index), 'unlock');
            day.say(street.home(index), 'lock');
          },
          () => day.ask(street.home(index)),
          () => day.say(street.home(index), 'unlock'),
          () => day.turn(street.home(6 + index)),
          () => day.ask(street.home(6 + index)),
        ];
        await day.live(deeds, 10 * MINUTE, 2 * MINUTE);
      }
      await street.pass(2 * MINUTE);
      await day.answered();
      const polls = street.lines('poll');
      expect(day.failures).toEqual([]);
      expect(day.slowest('commands')).toBeLessThanOrEqual(SECOND);
      expect(day.lost(5 * MINUTE)).toEqual([]);
      expect(day.lateOrDoubled()).toEqual([]);
      expect(street.wrongAtGoogle()).toEqual([]);
      // An instance that is further ahead takes what a lock says too early for the end of the command.
      if (Math.max(...skews) < 2 * SECOND)
        expect(day.commands.map(({ followUp }) => followUp)).not.toContain('FAILURE');
      expect(polls.length).toBeGreaterThan(0);
      for (const { accountId } of street.homes) {
        const own = polls.filter(({ fields }) => fields['accountId'] === accountId);
        expect(own.length).toBeLessThanOrEqual(HOUR / (10 * MINUTE));
      }
    } finally {
      await street.close();
    }
  },
);
