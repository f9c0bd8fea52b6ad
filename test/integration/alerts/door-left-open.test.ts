import { FRONT, HOUR, MINUTE } from '../tracking/observed-home.ts';
import { AlertsHome } from './alerts-home.ts';

describe.each(['sqlite', 'firestore'] as const)(
  'an owner with a webhook and a door sensor, on %s,',
  (store) => {
    let alerts: AlertsHome;
    const front = () => alerts.world.sifely.lock(FRONT);
    beforeEach(async () => {
      alerts = await AlertsHome.start([FRONT], { store });
      await alerts.addWebhook(['door-left-open']);
      alerts.home.sendWebhooks();
    });
    afterEach(() => alerts.close());

    test('is told once that the door was left open for ten minutes, and when it is closed', async () => {
      const { home, receiver } = alerts;
      front().swingDoor('open');
      await home.passTicking(9 * MINUTE);
      expect(receiver.texts).toEqual([]);
      await home.passTicking(HOUR, 5 * MINUTE);
      expect(receiver.texts).toEqual(['Front door: left open.']);
      front().swingDoor('closed');
      await home.passTicking(5 * MINUTE);
      expect(receiver.texts).toEqual(['Front door: left open.', 'Front door: closed now.']);
    });

    test('hears nothing of a door that was closed in time, also if that webhook is lost', async () => {
      const { home, receiver } = alerts;
      front().swingDoor('open');
      await home.pass(5 * MINUTE);
      home.sendWebhooks({ url: 'http://127.0.0.1:9/' });
      front().swingDoor('closed');
      await home.passTicking(HOUR, 5 * MINUTE);
      expect(receiver.texts).toEqual([]);
    });

    test('is told as soon as the lock itself warns', async () => {
      const { home, receiver } = alerts;
      front().swingDoor('open');
      await home.pass(2 * MINUTE);
      front().report({ recordType: 31, recordTypeFromLock: 64 });
      await home.pass(2 * MINUTE);
      expect(receiver.texts).toEqual(['Front door: left open.']);
      await home.passTicking(HOUR, 5 * MINUTE);
      expect(receiver.texts).toHaveLength(1);
    });
  },
);
